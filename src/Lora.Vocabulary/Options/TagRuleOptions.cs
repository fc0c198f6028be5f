namespace Lora.Vocabulary;

/// <summary>The metadata of a <c>TagRule</c>, whose Include is its name. Their values in force are entries of the keys of stages that apply it.</summary>
public static class TagRuleOptions
{
    public static OptionGroup Group { get; } = new("TagRule");

    public static Option<TagActionVariant> Action { get; } = Group.Add(new ChoiceOption<TagActionVariant>("Action", "What it does.",
        Variant.Choices(TagActions.All))
    {
        DefaultRule = "none: it has to be said",
    });

    public static Option<string> Tags { get; } = Group.Add(new TextOption("Tags",
        "Tags, parted as those of a caption; of those that are looked for, * stands for any characters."));

    public static Option<string> With { get; } = Group.Add(new TextOption("With", "The tags that replace them, or that they are merged into."));

    public static Option<string> File { get; } = Group.Add(new PathOption("File",
        "In place of Tags and With: a CSV of aliases or implications in Danbooru's form (docs/tags.md)."));
}
