namespace Lora.Vocabulary;

public sealed partial class Stage
{
    /// <summary>Latents and captions to the LoRA.</summary>
    public static Stage Train { get; } = new("Train")
    {
        Summary = "Trains the LoRA.",
        Version = 4,
        UpstreamRow = static () => [Tag!, CacheLatents!],
        Sources = StageSources.Repeats | StageSources.Colours | StageSources.OutputName | StageSources.TrainPhases | StageSources.BaseWeights
            | StageSources.NetworkWeights,
        ModelParts = [ModelPart.Unet, .. ModelPart.OfText, ModelPart.Scheduler],
        Tools = [Tool.Runtime],
    };
}
