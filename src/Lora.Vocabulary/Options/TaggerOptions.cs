namespace Lora.Vocabulary;

/// <summary>Models that look at pictures: a tagger or captioner that writes captions, and an upscaler (docs/tagging.md).</summary>
public static class TaggerOptions
{
    public static OptionGroup Group { get; } = new("Taggers, captioners and upscalers");

    // part of keys by the content of the model's files
    public static Option<string> Tagger { get; } = Group.Add(new PathOption("Tagger",
        "Folder with a tagger's model.onnx and selected_tags.csv (WD14 and alike), which writes the captions that are missing.")
    {
        Stages = [Stage.Validate, Stage.Tag],
        IsKeyed = false,
    });

    public static Option<string> Captioner { get; } = Group.Add(new PathOption("Captioner",
        "Folder with a captioner's vision.onnx, text.onnx and vocab.txt (BLIP and alike), which writes the captions that are missing, in sentences.")
    {
        Stages = [Stage.Validate, Stage.Tag],
        IsKeyed = false,
    });

    public static Option<TagMode> TagMode { get; } = Group.Add(new ChoiceOption<TagMode>("TagMode",
        "What a tagger or captioner does where a caption is there already: missing = nothing, append = adds what the caption lacks (kohya's append_tags), "
        + "replace = takes its place (kohya's default).",
        [new("missing", Vocabulary.TagMode.Missing), new("append", Vocabulary.TagMode.Append), new("replace", Vocabulary.TagMode.Replace)])
    {
        Default = Vocabulary.TagMode.Missing,
        Stages = [Stage.Validate, Stage.Tag],
        Applies = static values => PictureModel.WriterOf(values) is not null,
    });

    public static Option<double> Thresh { get; } = Group.Add(new NumberOption<double>("Thresh", "Probability from which a tag is taken.")
    {
        KohyaName = "thresh",
        KohyaDefault = "0.35",
        Default = 0.35,
        Min = 0,
        Max = 2,
        Stages = [Stage.Tag],
        Applies = HasTagger,
    });

    public static Option<double> GeneralThreshold { get; } = Group.Add(new NumberOption<double>("GeneralThreshold",
        "The same for tags of what is seen.")
    {
        KohyaName = "general_threshold",
        KohyaDefault = "thresh",
        Min = 0,
        Max = 2,
        Stages = [Stage.Tag],
        Applies = HasTagger,
        DefaultRule = "Thresh",
        Rule = static (values, written) => written.Or(values.Get(Thresh)),
    });

    public static Option<double> CharacterThreshold { get; } = Group.Add(new NumberOption<double>("CharacterThreshold",
        "The same for tags of known characters; above 1 = none.")
    {
        KohyaName = "character_threshold",
        KohyaDefault = "thresh",
        Min = 0,
        Max = 2,
        Stages = [Stage.Tag],
        Applies = HasTagger,
        DefaultRule = "Thresh",
        Rule = static (values, written) => written.Or(values.Get(Thresh)),
    });

    public static Option<int> MaxTags { get; } = Group.Add(new NumberOption<int>("MaxTags",
        "So many tags of a picture are taken, the most probable; ratings do not count, 0 = all.")
    {
        Default = 30,
        Min = 0,
        Max = 1000,
        Stages = [Stage.Tag],
        Applies = HasTagger,
    });

    public static Option<bool> TagsByScore { get; } = Group.Add(new BooleanOption("TagsByScore",
        "Order tags by their probability; else they stand in the order of selected_tags.csv, which is how often a tag is used.")
    {
        Stages = [Stage.Tag],
        Applies = HasTagger,
    });

    public static Option<bool> RemoveUnderscore { get; } = Group.Add(new BooleanOption("RemoveUnderscore",
        "Write long_hair as long hair; tags of three characters and less, as o_o, stay.")
    {
        KohyaName = "remove_underscore",
        KohyaDefault = "false",
        Stages = [Stage.Tag],
        Applies = HasTagger,
    });

    public static Option<bool> CharacterTagExpand { get; } = Group.Add(new BooleanOption("CharacterTagExpand",
        "Write a character's name_(series) as two tags: name, series.")
    {
        KohyaName = "character_tag_expand",
        KohyaDefault = "false",
        Stages = [Stage.Tag],
        Applies = HasTagger,
    });

    public static Option<IReadOnlyList<TagReplacement>> TagReplacement { get; } = Group.Add(new TagReplacementOption("TagReplacement",
        "Tags to write otherwise, one after the other, as they stand after the two options before.")
    {
        KohyaName = "tag_replacement",
        Stages = [Stage.Tag],
        Applies = HasTagger,
    });

    public static Option<string> UndesiredTags { get; } = Group.Add(new TextOption("UndesiredTags",
        "Tags that are never taken, with CaptionSeparator between, as they stand after the options before.")
    {
        KohyaName = "undesired_tags",
        Stages = [Stage.Tag],
        Applies = HasTagger,
    });

    public static Option<bool> CharacterTagsFirst { get; } = Group.Add(new BooleanOption("CharacterTagsFirst", "Put characters before the other tags.")
    {
        KohyaName = "character_tags_first",
        KohyaDefault = "false",
        Stages = [Stage.Tag],
        Applies = HasTagger,
    });

    public static Option<bool> UseRatingTags { get; } = Group.Add(new BooleanOption("UseRatingTags", "Put the most probable rating before all tags.")
    {
        KohyaName = "use_rating_tags",
        KohyaDefault = "false",
        Stages = [Stage.Tag],
        Applies = HasTagger,
    });

    public static Option<bool> UseRatingTagsAsLastTag { get; } = Group.Add(new BooleanOption("UseRatingTagsAsLastTag",
        "Put the most probable rating behind all tags; without effect beside UseRatingTags.")
    {
        KohyaName = "use_rating_tags_as_last_tag",
        KohyaDefault = "false",
        Stages = [Stage.Tag],
        Applies = HasTagger,
    });

    public static Option<string> AlwaysFirstTags { get; } = Group.Add(new TextOption("AlwaysFirstTags",
        "Tags that stand before all others, in this order, in captions that hold them; with CaptionSeparator between.")
    {
        KohyaName = "always_first_tags",
        Stages = [Stage.Tag],
        Applies = HasTagger,
    });

    public static Option<bool> FrequencyTags { get; } = Group.Add(new BooleanOption("FrequencyTags",
        "Say how often each tag was taken, whenever Tag runs.")
    {
        KohyaName = "frequency_tags",
        KohyaDefault = "false",
        Stages = [Stage.Tag],
        IsKeyed = false,
    });

    public static Option<string> CaptionerPrompt { get; } = Group.Add(new TextOption("CaptionerPrompt",
        "Words that each sentence of the captioner begins with.")
    {
        Stages = [Stage.Tag],
        Applies = PictureModel.Captioner.IsIn,
        DefaultRule = "prompt of captioner.json",
    });

    public static Option<int> NumBeams { get; } = Group.Add(new NumberOption<int>("NumBeams",
        "Sentences that the captioner pursues at once; 1 = always the most probable word.")
    {
        KohyaName = "num_beams",
        KohyaDefault = "1",
        Default = 1,
        Min = 1,
        Max = 32,
        Stages = [Stage.Tag],
        Applies = PictureModel.Captioner.IsIn,
    });

    public static Option<int> CaptionMaxLength { get; } = Group.Add(new NumberOption<int>("CaptionMaxLength",
        "Most tokens of the captioner's sentence, the prompt's among them (max_length of kohya's make_captions).")
    {
        Default = 75,
        Min = 2,
        Max = 512,
        Stages = [Stage.Tag],
        Applies = PictureModel.Captioner.IsIn,
    });

    public static Option<int> CaptionMinLength { get; } = Group.Add(new NumberOption<int>("CaptionMinLength",
        "Fewest tokens of the captioner's sentence, the prompt's among them (min_length of kohya's make_captions).")
    {
        Default = 5,
        Min = 0,
        Max = 512,
        Stages = [Stage.Tag],
        Applies = PictureModel.Captioner.IsIn,
    });

    public static Option<string> UpscaleModel { get; } = Group.Add(new PathOption("UpscaleModel",
        "An .onnx file (ESRGAN and alike) that enlarges pictures smaller than their buckets, before they are brought to size.")
    {
        Stages = [Stage.Validate, Stage.Resize],
        IsKeyed = false,
    });

    // part of keys by the runtime's name
    public static Option<DeviceName> TaggerDevice { get; } = Group.Add(new DeviceOption("TaggerDevice",
        "Where taggers, captioners and upscalers compute: the processor, or a GPU by its number.")
    {
        Default = DeviceName.Cpu,
        Stages = [Stage.Validate, Stage.Tag, Stage.Resize],
        IsKeyed = false,
    });

    private static bool HasTagger(OptionValues values) => PictureModel.Tagger.IsIn(values);
}
