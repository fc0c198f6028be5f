using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>The base model of this build, where a project names several.</summary>
/// <param name="Alias">Its name in <c>BaseModels</c>.</param>
/// <param name="Model">What stands for it, written as in <c>BaseModel</c>; empty where that has been reported as wrong.</param>
/// <param name="Place">Where that is written.</param>
internal sealed record ChosenBase(string Alias, string Model, SourcePlace Place)
{
    /// <summary>The project as if this were its only base model.</summary>
    public ProjectInput Of(ProjectInput input) =>
        input with { Properties = new Dictionary<string, string>(input.Properties, StringComparer.Ordinal) { [ProjectOptions.BaseModel.Name] = Model } };
}
