using Lora.Project;

namespace Lora.Build.Tasks;

/// <summary>The engine is not there any more, or never was.</summary>
internal sealed class EngineException(Finding finding) : Exception(finding.Message)
{
    /// <summary>What to tell the user.</summary>
    public Finding Finding { get; } = finding;
}
