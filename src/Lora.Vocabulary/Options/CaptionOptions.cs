namespace Lora.Vocabulary;

/// <summary>What becomes of a caption at each step of a training, in kohya's order (docs/captions.md).</summary>
public static class CaptionOptions
{
    internal static OptionGroup Group { get; } = new("Captions");

    public static Option<string> CaptionPrefix { get; } = Group.Add(new TextOption("CaptionPrefix",
        "Text before every line of a caption, with a space between; its tags count among KeepTokens.")
    {
        KohyaName = "caption_prefix",
        Stages = Constant,
    });

    public static Option<string> CaptionSuffix { get; } = Group.Add(new TextOption("CaptionSuffix", "Text after every line of a caption, with a space between.")
    {
        KohyaName = "caption_suffix",
        Stages = Constant,
    });

    public static Option<double> CaptionDropoutRate { get; } = Group.Add(new NumberOption<double>("CaptionDropoutRate",
        "How often a picture is trained without its caption.")
    {
        KohyaName = "caption_dropout_rate",
        KohyaDefault = "0.0",
        Min = 0,
        Max = 1,
        Stages = [Stage.Train],
    });

    public static Option<int> CaptionDropoutEveryNEpochs { get; } = Group.Add(new NumberOption<int>("CaptionDropoutEveryNEpochs",
        "Every so many epochs, from the one of that number on, no caption is read; 0 = never.")
    {
        KohyaName = "caption_dropout_every_n_epochs",
        KohyaDefault = "0",
        Min = 0,
        Max = 1000000,
        Stages = [Stage.Train],
    });

    public static Option<bool> EnableWildcard { get; } = Group.Add(new BooleanOption("EnableWildcard",
        "At every step choose one of a caption's lines, and in it one text of each {one|another}.")
    {
        KohyaName = "enable_wildcard",
        KohyaDefault = "false",
        Stages = [Stage.Validate, Stage.Tag, Stage.Train],
    });

    public static Option<string> CaptionSeparator { get; } = Group.Add(new TextOption("CaptionSeparator", "What stands between two tags.")
    {
        KohyaName = "caption_separator",
        KohyaDefault = ",",
        Default = ",",
        Stages = [Stage.Tag, .. Constant],
    });

    public static Option<bool> ShuffleCaption { get; } = Group.Add(new BooleanOption("ShuffleCaption", "Shuffle a caption's tags at every step.")
    {
        KohyaName = "shuffle_caption",
        KohyaDefault = "false",
        Stages = [Stage.Train],
    });

    public static Option<int> KeepTokens { get; } = Group.Add(new NumberOption<int>("KeepTokens",
        "So many tags stay in front when the others are shuffled or left out.")
    {
        KohyaName = "keep_tokens",
        KohyaDefault = "0",
        Min = 0,
        Max = 1000,
        Stages = [Stage.Train],
    });

    public static Option<string> KeepTokensSeparator { get; } = Group.Add(new TextOption("KeepTokensSeparator",
        "Mark in a caption, as |||: the tags before it stay in front, those behind a second one at the end; KeepTokens does not count there.")
    {
        KohyaName = "keep_tokens_separator",
        Stages = [Stage.Tag, .. Constant],
    });

    public static Option<string> SecondarySeparator { get; } = Group.Add(new TextOption("SecondarySeparator",
        "Mark between tags that are shuffled and left out together, as ;;;: it becomes CaptionSeparator at last.")
    {
        KohyaName = "secondary_separator",
        Stages = Constant,
    });

    public static Option<double> CaptionTagDropoutRate { get; } = Group.Add(new NumberOption<double>("CaptionTagDropoutRate",
        "How often each tag that is not kept in its place is left out.")
    {
        KohyaName = "caption_tag_dropout_rate",
        KohyaDefault = "0.0",
        Min = 0,
        Max = 1,
        Stages = [Stage.Train],
    });

    public static Option<int> TokenWarmupMin { get; } = Group.Add(new NumberOption<int>("TokenWarmupMin",
        "Tags that are read at the first step of the token warm-up, beside those kept in their place.")
    {
        KohyaName = "token_warmup_min",
        KohyaDefault = "1",
        Default = 1,
        Min = 0,
        Max = 1000,
        Stages = [Stage.Train],
    });

    public static Option<double> TokenWarmupStep { get; } = Group.Add(new NumberOption<double>("TokenWarmupStep",
        "Steps after which all tags are read; below 1 a part of all steps, 0 = from the start.")
    {
        KohyaName = "token_warmup_step",
        KohyaDefault = "0",
        Min = 0,
        Max = 1e9,
        Stages = [Stage.Train],
    });

    public static Option<bool> WeightedCaptions { get; } = Group.Add(new BooleanOption("WeightedCaptions",
        "Brackets in captions are weights, (word:1.2), (word), [word], as in prompts; else they are text. No commas in them where tags are shuffled.")
    {
        KohyaName = "weighted_captions",
        KohyaDefault = "false",
        Stages = Constant,
        IsOffAtDefault = true,
    });

    public static Option<bool?> CacheTextEncoderOutputs { get; } = Group.Add(new OptionalBooleanOption("CacheTextEncoderOutputs",
        "Whether captions are encoded once, before the training; true where that cannot be is an error.")
    {
        KohyaName = "cache_text_encoder_outputs",
        KohyaDefault = "false",
        DefaultRule = "where the text encoder is not trained and captions are the same at every step",
        Stages = [Stage.Train],
        IsKeyed = false,
    });

    // what changes a caption in the same way at every step
    private static IReadOnlyList<Stage> Constant => [Stage.Validate, Stage.CacheTextEmbeddings, Stage.Train];
}
