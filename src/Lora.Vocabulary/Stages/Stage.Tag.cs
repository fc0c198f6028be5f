namespace Lora.Vocabulary;

public sealed partial class Stage
{
    /// <summary>Caption files, or what a tagger or captioner sees in pictures, to captions as they are trained.</summary>
    public static Stage Tag { get; } = new("Tag")
    {
        Summary = "Reads the captions, or has a tagger or captioner make them, applies the tag rules and puts the trigger first.",
        Version = 1,
        Sources = StageSources.Captions | StageSources.ImagesForModels | StageSources.TagRules,
        Tools = [Tool.Tagger],
    };
}
