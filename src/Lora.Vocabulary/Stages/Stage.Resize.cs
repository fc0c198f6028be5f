namespace Lora.Vocabulary;

public sealed partial class Stage
{
    /// <summary>Source pictures to pictures of their buckets' sizes.</summary>
    public static Stage Resize { get; } = new("Resize")
    {
        Summary = "Decodes each picture, turns it upright, and scales and crops it into its bucket.",
        Version = 1,
        Sources = StageSources.Images,
        Tools = [Tool.Codec, Tool.Upscaler],
    };
}
