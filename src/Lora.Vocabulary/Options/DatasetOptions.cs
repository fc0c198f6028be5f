namespace Lora.Vocabulary;

/// <summary>Pictures and captions.</summary>
public static class DatasetOptions
{
    private const int UsualSide = 768;
    internal const int SmallestSide = 64;
    internal const int LargestSide = 4096;
    internal const int SideStep = 8;

    internal static OptionGroup Group { get; } = new("Dataset");

    public static Option<int> Resolution { get; } = Group.Add(new NumberOption<int>("Resolution", "Side of a square training picture; buckets keep its area.")
    {
        KohyaName = "resolution",
        KohyaDefault = "512",
        Default = UsualSide,
        Min = SmallestSide,
        Max = LargestSide,
        Step = SideStep,
        Stages = [Stage.Validate, Stage.Resize],
        DefaultRule = "768; the largest of Resolutions where they are set",
        Rule = static (values, written) => values.Get(Resolutions!) is { Count: > 0 } sides ? sides[0] : written.Or(UsualSide),
    });

    public static Option<IReadOnlyList<int>> Resolutions { get; } = Group.Add(new SidesOption("Resolutions",
        "Several sides in place of Resolution: each picture is trained at each of them, as 512;768;1024. An Image's metadata overrides it.")
    {
        Min = SmallestSide,
        Max = LargestSide,
        Step = SideStep,
    });

    public static Option<bool> EnableBucket { get; } = Group.Add(new BooleanOption("EnableBucket",
        "Group pictures by aspect ratio instead of cropping all to a square.")
    {
        KohyaName = "enable_bucket",
        KohyaDefault = "false",
        Default = true,
        Stages = [Stage.Validate, Stage.Resize],
    });

    public static Option<int> MinBucketReso { get; } = Group.Add(new NumberOption<int>("MinBucketReso", "Smallest side of a bucket.")
    {
        KohyaName = "min_bucket_reso",
        KohyaDefault = "256",
        Default = 256,
        Min = 16,
        Max = 4096,
        Step = 8,
        Stages = [Stage.Validate, Stage.Resize],
    });

    public static Option<int> MaxBucketReso { get; } = Group.Add(new NumberOption<int>("MaxBucketReso", "Largest side of a bucket.")
    {
        KohyaName = "max_bucket_reso",
        KohyaDefault = "1024",
        Default = 1024,
        Min = 16,
        Max = 8192,
        Step = 8,
        Stages = [Stage.Validate, Stage.Resize],
    });

    public static Option<int> BucketResoSteps { get; } = Group.Add(new NumberOption<int>("BucketResoSteps", "Bucket sides are multiples of this.")
    {
        KohyaName = "bucket_reso_steps",
        KohyaDefault = "64",
        Default = 64,
        Min = 8,
        Max = 512,
        Step = 8,
        Stages = [Stage.Validate, Stage.Resize],
    });

    public static Option<bool> BucketNoUpscale { get; } = Group.Add(new BooleanOption("BucketNoUpscale", "Never scale a picture up.")
    {
        KohyaName = "bucket_no_upscale",
        KohyaDefault = "false",
        Stages = [Stage.Validate, Stage.Resize],
    });

    public static Option<string> AlphaBackground { get; } = Group.Add(new ColourOption("AlphaBackground",
        "Colour that is put behind transparent pixels; none drops the transparency and shows what lies under it, as kohya's scripts do.")
    {
        Stages = [Stage.Validate, Stage.Resize],
    });

    public static Option<int> NumRepeats { get; } = Group.Add(new NumberOption<int>("NumRepeats",
        "How often each picture is seen in an epoch; an Image's metadata overrides it.")
    {
        KohyaName = "num_repeats",
        KohyaDefault = "1",
        Default = 5,
        Min = 1,
        Max = 10000,
    });

    public static Option<bool> FlipAug { get; } = Group.Add(new BooleanOption("FlipAug",
        "Show every other time, by chance, the picture mirrored left to right; not for a subject whose sides differ. An Image's metadata overrides it.")
    {
        KohyaName = "flip_aug",
        KohyaDefault = "false",
    });

    public static Option<bool> CacheLatents { get; } = Group.Add(new BooleanOption("CacheLatents",
        "Encode each picture once, before the training; false encodes it anew each time it is drawn, which ColorAug, RandomCrop and FaceCropAugRange need.")
    {
        KohyaName = "cache_latents",
        KohyaDefault = "false",
        Default = true,
        IsOffAtDefault = true,
        Stages = [Stage.Train],
    });

    public static Option<bool> ColorAug { get; } = Group.Add(new BooleanOption("ColorAug",
        "Shift hue or gamma a little in a third of the draws; needs CacheLatents=false. An Image's metadata overrides it.")
    {
        KohyaName = "color_aug",
        KohyaDefault = "false",
    });

    public static Option<bool> RandomCrop { get; } = Group.Add(new BooleanOption("RandomCrop",
        "Crop each draw at another place instead of the middle; needs CacheLatents=false. An Image's metadata overrides it.")
    {
        KohyaName = "random_crop",
        KohyaDefault = "false",
    });

    public static Option<NumberRange> FaceCropAugRange { get; } = Group.Add(new RangeOption("FaceCropAugRange",
        "Crop each draw around the face that the file's name tells, name_X_Y_WIDTH_HEIGHT with the middle of the face: how many faces the short side holds, "
        + "at least and at most; needs CacheLatents=false. An Image's metadata overrides it.")
    {
        KohyaName = "face_crop_aug_range",
        Min = 0.1,
        Max = 100,
    });

    public static Option<bool> AlphaMask { get; } = Group.Add(new BooleanOption("AlphaMask",
        "A picture's transparency is the mask of its loss: what cannot be seen is not learned. An Image's metadata overrides it.")
    {
        KohyaName = "alpha_mask",
        KohyaDefault = "false",
    });

    public static Option<bool> MaskedLoss { get; } = Group.Add(new BooleanOption("MaskedLoss",
        "Each picture has a mask of its loss, a picture of the same name in ConditioningDataDir: white is learned, black is not, by the red channel.")
    {
        KohyaName = "masked_loss",
        KohyaDefault = "false",
    });

    public static Option<string> ConditioningDataDir { get; } = Group.Add(new PathOption("ConditioningDataDir",
        "The folder with the masks. An Image's metadata overrides it.")
    {
        KohyaName = "conditioning_data_dir",
    });

    public static Option<string> CaptionExtension { get; } = Group.Add(new TextOption("CaptionExtension", "Extension of the caption files.")
    {
        KohyaName = "caption_extension",
        KohyaDefault = ".caption",
        Rule = static (_, written) => written.Or(".txt") is var text && text.StartsWith('.') ? text : "." + text,
        DefaultRule = ".txt",
    });

    public static Option<string> InJson { get; } = Group.Add(new PathOption("InJson",
        "A metadata file with the captions of many pictures, JSON or JSON lines (docs/captions.md); what it does not hold is looked for beside the picture.")
    {
        KohyaName = "in_json",
    });

    public static Option<int> MaxTokenLength { get; } = Group.Add(new ChoiceOption<int>("MaxTokenLength", "Tokens of a caption that are read.",
        [new("75", 75), new("150", 150), new("225", 225)])
    {
        KohyaName = "max_token_length",
        KohyaDefault = "75",
        Default = 75,
        Stages = [Stage.Validate, Stage.CacheTextEmbeddings, Stage.Train],
    });

    public static Option<int> ClipSkip { get; } = Group.Add(new NumberOption<int>("ClipSkip", "Which layer of the text encoder is used, from the last.")
    {
        KohyaName = "clip_skip",
        KohyaDefault = "1",
        Default = 1,
        Min = 1,
        Max = 24,
        Stages = [Stage.Validate, Stage.CacheTextEmbeddings, Stage.Train, Stage.Sample],
    });
}
