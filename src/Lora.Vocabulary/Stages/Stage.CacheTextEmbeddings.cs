namespace Lora.Vocabulary;

public sealed partial class Stage
{
    /// <summary>Captions to what the U-Net is conditioned on, where that is the same at every step.</summary>
    public static Stage CacheTextEmbeddings { get; } = new("CacheTextEmbeddings")
    {
        Summary = "Encodes each caption with the base model's text encoder, where that is not trained and captions are the same at every step.",
        Version = 1,
        UpstreamRow = static () => [Tag!],
        Sources = StageSources.BaseWeights,
        ModelParts = ModelPart.OfText,
        Tools = [Tool.Runtime],
        Runs = static values => values.CachesTextEmbeddings,
    };
}
