namespace Lora.Project;

/// <summary>A file of kohya's that is not what it should be.</summary>
/// <param name="problem">One sentence.</param>
/// <param name="place">Where.</param>
internal sealed class ConfigException(string problem, SourcePlace place) : Exception(problem)
{
    public SourcePlace Place => place;
}
