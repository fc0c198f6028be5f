namespace Lora.Vocabulary;

/// <summary>How source pictures become those of the size that is trained at; which sizes there are: <see cref="DatasetOptions"/>.</summary>
public static class ResizeOptions
{
    internal static OptionGroup Group { get; } = new("Resizing");

    public static Option<ResizeMode> ResizeMode { get; } = Group.Add(new ChoiceOption<ResizeMode>("ResizeMode",
        "What decides the size of a picture, where buckets are on: the bucket of the nearest shape, which it is cropped to, or the picture's own shape with "
        + "Resolution's area, or with Resolution as its long side.",
        [new("bucket", Vocabulary.ResizeMode.Bucket), new("area", Vocabulary.ResizeMode.Area), new("long_side", Vocabulary.ResizeMode.LongSide)])
    {
        Stages = [Stage.Validate, Stage.Resize],
    });

    public static Option<ResizeInterpolationVariant> ResizeInterpolation { get; } = Group.Add(new ChoiceOption<ResizeInterpolationVariant>(
        "ResizeInterpolation", "How the pixels of another size are made; auto is area where no side grows, else lanczos.",
        Variant.Choices(ResizeInterpolations.All))
    {
        KohyaName = "resize_interpolation",
        Default = ResizeInterpolations.Auto,
        Stages = [Stage.Validate, Stage.Resize],
    });

    public static Option<bool> ShrinkOnLoad { get; } = Group.Add(new BooleanOption("ShrinkOnLoad",
        "Decode a JPEG at a half, a quarter or an eighth of its size where that is still at least twice the size that it becomes.")
    {
        Default = true,
        Stages = [Stage.Validate, Stage.Resize],
    });
}
