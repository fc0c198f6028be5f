namespace Lora.Vocabulary;

/// <summary>What a <c>TagRule</c> does.</summary>
public sealed record TagActionVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>Whether <c>Tags</c> are looked for, so that they may be patterns; else they are put there. Null: it takes none.</summary>
    public bool? LooksForTags { get; init; } = true;

    /// <summary>Whether it needs <c>With</c> beside <c>Tags</c>.</summary>
    public bool TakesWith { get; init; }

    /// <summary>Whether a <c>File</c> may stand in the place of both.</summary>
    public bool TakesFile { get; init; }
}

/// <summary>The actions of tag rules.</summary>
public static class TagActions
{
    public static TagActionVariant Remove { get; } = new("remove", "Takes out every one of Tags.");

    public static TagActionVariant Replace { get; } = new("replace",
        "Puts With in the place of Tags, once however many of them stand there; with File each alias in it becomes its tag.")
    {
        TakesWith = true,
        TakesFile = true,
    };

    public static TagActionVariant Merge { get; } = new("merge",
        "Takes out Tags where one of With stands, which says the same more exactly; with File each tag takes out what it implies.")
    {
        TakesWith = true,
        TakesFile = true,
    };

    public static TagActionVariant Add { get; } = new("add", "Puts those of Tags that are missing behind the others.") { LooksForTags = false };

    public static TagActionVariant Prefix { get; } = new("prefix", "Puts Tags in front, from wherever they stand.") { LooksForTags = false };

    public static TagActionVariant Suffix { get; } = new("suffix", "Puts Tags at the end, from wherever they stand.") { LooksForTags = false };

    public static TagActionVariant Sort { get; } = new("sort", "Puts the tags in the order of their characters.") { LooksForTags = null };

    public static IReadOnlyList<TagActionVariant> All { get; } = [Remove, Replace, Merge, Add, Prefix, Suffix, Sort];
}
