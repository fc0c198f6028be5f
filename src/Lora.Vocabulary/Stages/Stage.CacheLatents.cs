namespace Lora.Vocabulary;

public sealed partial class Stage
{
    /// <summary>Resized pictures to the autoencoder's posteriors.</summary>
    public static Stage CacheLatents { get; } = new("CacheLatents")
    {
        Summary = "Encodes each resized picture with the base model's autoencoder, where latents are cached.",
        Version = 1,
        UpstreamRow = static () => [Resize!],
        Sources = StageSources.Flips,
        ModelParts = [ModelPart.Vae],
        Tools = [Tool.Codec, Tool.Runtime],
        Runs = static values => values.Get(DatasetOptions.CacheLatents),
    };
}
