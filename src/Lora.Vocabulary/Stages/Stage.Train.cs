namespace Lora.Vocabulary;

public sealed partial class Stage
{
    /// <summary>Latents and captions to the LoRA.</summary>
    public static Stage Train { get; } = new("Train")
    {
        Summary = "Trains the LoRA.",
        Version = 2,
        UpstreamRow = static () => [Tag!, CacheLatents!],
        Sources = StageSources.Repeats | StageSources.OutputName,
        ModelParts = [ModelPart.Unet, ModelPart.TextEncoder, ModelPart.Tokenizer, ModelPart.Scheduler],
        Tools = [Tool.Runtime],
    };
}
