using Lora.Vocabulary;

namespace Lora.Dataset;

/// <summary>What a rule is made of.</summary>
internal sealed record TagRuleParts(IReadOnlyList<string> Tags, IReadOnlyList<string> With, TagRelations? Relations);

/// <summary>A class for each row of <see cref="TagActions"/>.</summary>
internal static class TagRuleCatalog
{
    public static IReadOnlyDictionary<TagActionVariant, Func<TagRuleParts, ITagRule>> All { get; } =
        new Dictionary<TagActionVariant, Func<TagRuleParts, ITagRule>>
        {
            [TagActions.Remove] = static parts => new RemoveTags(parts.Tags),
            [TagActions.Replace] = static parts => parts.Relations is { } aliases ? new ReplaceAliases(aliases) : new ReplaceTags(parts.Tags, parts.With),
            [TagActions.Merge] = static parts => parts.Relations is { } implied ? new MergeImplied(implied) : new MergeTags(parts.Tags, parts.With),
            [TagActions.Add] = static parts => new AddTags(parts.Tags),
            [TagActions.Prefix] = static parts => new MoveTags(parts.Tags, toFront: true),
            [TagActions.Suffix] = static parts => new MoveTags(parts.Tags, toFront: false),
            [TagActions.Sort] = static _ => new SortTags(),
        };
}
