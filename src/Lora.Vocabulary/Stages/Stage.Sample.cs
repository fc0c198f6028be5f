namespace Lora.Vocabulary;

public sealed partial class Stage
{
    /// <summary>LoRAs and prompts to pictures.</summary>
    public static Stage Sample { get; } = new("Sample")
    {
        Summary = "Draws the sample grid: prompts down, the base model and each kept epoch across.",
        Version = 2,
        UpstreamRow = static () => [Train!],
        Sources = StageSources.Prompts | StageSources.OutputName,
        ModelParts = [ModelPart.Vae],
        Tools = [Tool.Runtime, Tool.Codec],
    };
}
