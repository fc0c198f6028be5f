namespace Lora.Vocabulary;

/// <summary>What the LoRA's file says of itself beside its training.</summary>
public static class MetadataOptions
{
    internal static OptionGroup Group { get; } = new("Metadata");

    public static Option<string> TrainingComment { get; } = Group.Add(Text("TrainingComment", "training_comment", "A remark, as ss_training_comment."));

    public static Option<string> MetadataTitle { get; } = Group.Add(Text("MetadataTitle", "metadata_title", "The title, as modelspec.title.",
        "the LoRA's name"));

    public static Option<string> MetadataAuthor { get; } = Group.Add(Text("MetadataAuthor", "metadata_author", "The author, as modelspec.author."));

    public static Option<string> MetadataDescription { get; } = Group.Add(Text("MetadataDescription", "metadata_description",
        "A description, as modelspec.description."));

    public static Option<string> MetadataLicense { get; } = Group.Add(Text("MetadataLicense", "metadata_license", "The licence, as modelspec.license."));

    public static Option<string> MetadataTags { get; } = Group.Add(Text("MetadataTags", "metadata_tags", "Tags, as modelspec.tags."));

    public static Option<bool> NoMetadata { get; } = Group.Add(new BooleanOption("NoMetadata",
        "Say only what programs need: network and model, no option of the training and no tag.")
    {
        KohyaName = "no_metadata",
        KohyaDefault = "false",
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    private static TextOption Text(string name, string kohyaName, string summary, string? rule = null) => new(name, summary)
    {
        KohyaName = kohyaName,
        DefaultRule = rule,
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    };
}
