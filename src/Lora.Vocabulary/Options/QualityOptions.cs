namespace Lora.Vocabulary;

/// <summary>What Validate looks for in the pictures beside what cannot be trained at all (docs/quality.md). None of it changes a training.</summary>
public static class QualityOptions
{
    internal static OptionGroup Group { get; } = new("Quality checks");

    public static Option<bool> CheckSize { get; } = Group.Add(new BooleanOption("CheckSize",
        "Warn of pictures that are enlarged to their bucket, or whose long side is under SizeThreshold.")
    {
        Default = true,
        Stages = [Stage.Validate],
    });

    public static Option<int> SizeThreshold { get; } = Group.Add(new NumberOption<int>("SizeThreshold",
        "Long side in pixels under which a picture is very small.")
    {
        Min = 0,
        Max = 8192,
        DefaultRule = "512, or Resolution where that is less",
        Rule = static (values, written) => written.Or(Math.Min(512, values.Get(DatasetOptions.Resolution))),
        Stages = [Stage.Validate],
    });

    public static Option<bool> CheckBlur { get; } = Group.Add(new BooleanOption("CheckBlur", "Warn of blurred pictures.")
    {
        Default = true,
        Stages = [Stage.Validate],
    });

    public static Option<double> BlurThreshold { get; } = Group.Add(new NumberOption<double>("BlurThreshold",
        "Variance of the Laplacian, in the sharpest of 3 x 3 parts at training size, under which a picture is blurred.")
    {
        Default = 50,
        Min = 0,
        Max = 1e6,
        Stages = [Stage.Validate],
    });

    public static Option<bool> CheckCompression { get; } = Group.Add(new BooleanOption("CheckCompression", "Warn of pictures that JPEG has damaged visibly.")
    {
        Default = true,
        Stages = [Stage.Validate],
    });

    public static Option<int> JpegQualityThreshold { get; } = Group.Add(new NumberOption<int>("JpegQualityThreshold",
        "Quality, by its tables, under which a JPEG is heavily compressed.")
    {
        Default = 50,
        Min = 0,
        Max = 100,
        Stages = [Stage.Validate],
    });

    public static Option<double> BlockinessThreshold { get; } = Group.Add(new NumberOption<double>("BlockinessThreshold",
        "How much larger the steps at the borders of 8 x 8 blocks may be than others, in a picture of any format.")
    {
        Default = 1.6,
        Min = 1,
        Max = 100,
        Stages = [Stage.Validate],
    });

    public static Option<bool> CheckDuplicates { get; } = Group.Add(new BooleanOption("CheckDuplicates", "Warn of pictures that are the same or nearly so.")
    {
        Default = true,
        Stages = [Stage.Validate],
    });

    public static Option<int> DuplicateThreshold { get; } = Group.Add(new NumberOption<int>("DuplicateThreshold",
        "Bits of 64 in which the difference hashes of near-duplicates may differ; their frequency hashes may in twice as many.")
    {
        Default = 8,
        Min = 0,
        Max = 32,
        Stages = [Stage.Validate],
    });

    public static Option<bool> CheckFlat { get; } = Group.Add(new BooleanOption("CheckFlat", "Warn of pictures that are empty, or nearly one colour.")
    {
        Default = true,
        Stages = [Stage.Validate],
    });

    public static Option<double> FlatThreshold { get; } = Group.Add(new NumberOption<double>("FlatThreshold",
        "Standard deviation of the grey levels, of 255, under which a picture is flat.")
    {
        Default = 4,
        Min = 0,
        Max = 128,
        Stages = [Stage.Validate],
    });

    public static Option<bool> CheckBorders { get; } = Group.Add(new BooleanOption("CheckBorders", "Warn of letterboxes, pillarboxes and frames.")
    {
        Default = true,
        Stages = [Stage.Validate],
    });

    public static Option<double> BorderThreshold { get; } = Group.Add(new NumberOption<double>("BorderThreshold",
        "Share of a side from which on two opposite stripes of one colour are a border.")
    {
        Default = 0.02,
        Min = 0,
        Max = 0.5,
        Stages = [Stage.Validate],
    });

    public static Option<bool> CheckText { get; } = Group.Add(new BooleanOption("CheckText",
        "Warn of pictures that seem to be text for the most part, or to bear a watermark in a corner; a simple rule that hatching and foliage deceive.")
    {
        Stages = [Stage.Validate],
    });

    public static Option<double> TextThreshold { get; } = Group.Add(new NumberOption<double>("TextThreshold",
        "Share of a picture, or of one of its corners, that may look like writing.")
    {
        Default = 0.5,
        Min = 0,
        Max = 1,
        Stages = [Stage.Validate],
    });

    public static Option<bool> CheckCrop { get; } = Group.Add(new BooleanOption("CheckCrop", "Warn of pictures of which their bucket shows too little.")
    {
        Default = true,
        Stages = [Stage.Validate],
    });

    public static Option<double> CropThreshold { get; } = Group.Add(new NumberOption<double>("CropThreshold",
        "Share of a picture that its bucket may cut off.")
    {
        Default = 0.25,
        Min = 0,
        Max = 1,
        Stages = [Stage.Validate],
    });

    public static Option<bool> CheckNames { get; } = Group.Add(new BooleanOption("CheckNames",
        "Warn of pictures that share one caption, as a.png and a.jpg, and of names that differ in letter case only.")
    {
        Default = true,
        Stages = [Stage.Validate],
    });
}
