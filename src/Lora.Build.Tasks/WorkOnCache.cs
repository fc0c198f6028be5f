using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>Shows what is in the store, empties it, or waits for what is brought to the remote cache. What is wrong in the project does not matter.</summary>
[MSBuildMultiThreadableTask]
public sealed class WorkOnCache : EngineWorkTask
{
    /// <summary>What to do: Show, Clean or Upload. Ex: Show.</summary>
    [Required]
    public string Work { get; set; } = "";

    private protected override string Name => "Cache";

    private protected override StageRequest Request(BuildSession session) =>
        session.Plan.Request(Stage.Validate, session.Keys) with { CacheWork = Enum.Parse<CacheWork>(Work) };
}
