namespace Lora.Vocabulary;

public sealed partial class Stage
{
    /// <summary>Caption files to captions as they are trained.</summary>
    public static Stage Tag { get; } = new("Tag")
    {
        Summary = "Reads the captions, applies the tag rules and puts the trigger first.",
        Version = 1,
        Sources = StageSources.Captions | StageSources.TagRules,
    };
}
