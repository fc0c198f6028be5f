using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>Shows two versions side by side: dataset, parameters, weights, and pictures of the same prompts and seeds.</summary>
[MSBuildMultiThreadableTask]
public sealed class CompareVersions : EngineWorkTask
{
    /// <summary>The description of this version, absolute. Ex: /home/me/mychar/obj/mychar/sd15/Version.request.json.</summary>
    [Required]
    public string This { get; set; } = "";

    /// <summary>That of the other, absolute; empty where it is a LoRA. Ex: /home/me/v1/obj/mychar/sd15/Version.request.json.</summary>
    public string That { get; set; } = "";

    /// <summary>The other's file where it is a LoRA, absolute. Ex: /home/me/loras/other.safetensors.</summary>
    public string ThatLora { get; set; } = "";

    /// <summary>The other as the user names it. Ex: v1.0.</summary>
    [Required]
    public string ThatName { get; set; } = "";

    private protected override string Name => "Compare";

    private protected override StageRequest Request(BuildSession session) =>
        RunStage.Request(Stage.Sample, session) with { ComparisonWork = new(This, That, ThatLora, ThatName) };
}
