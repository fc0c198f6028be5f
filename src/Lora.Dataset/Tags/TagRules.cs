using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Dataset;

/// <summary>
/// A project's tag rules, applied in their order to a line of a caption. Sentences stay as they are, and so does, to the character, a line in which no rule
/// finds anything to do. Safe for threads.
/// </summary>
public sealed class TagRules
{
    private readonly IReadOnlyList<(TagRuleItem Item, ITagRule Rule)> _rules;

    /// <param name="items">In their order.</param>
    /// <param name="form">How tags stand in the captions.</param>
    /// <param name="relations">The content of an item's file, where it names one.</param>
    public TagRules(IReadOnlyList<TagRuleItem> items, TagForm form, Func<TagRuleItem, TagRelations> relations)
    {
        Form = form;
        _rules = [.. items.Select(item => (item, TagRuleCatalog.All[item.Get(TagRuleOptions.Action)](new(
            form.Split(item.Get(TagRuleOptions.Tags)), form.Split(item.Get(TagRuleOptions.With)),
            item.Get(TagRuleOptions.File).Length > 0 ? relations(item) : null))))];
    }

    /// <summary>How tags stand in the captions.</summary>
    public TagForm Form { get; }

    /// <summary>There is none.</summary>
    public bool IsEmpty => _rules.Count == 0;

    /// <summary>What the rules make of a line.</summary>
    /// <param name="line">Without line breaks.</param>
    /// <param name="step">Told each rule that changes something, with the line before and after.</param>
    public string Apply(string line, Action<TagStep>? step = null)
    {
        if (IsEmpty || Form.IsProse(line))
        {
            return line;
        }

        var tags = TagParts.Parse(line, Form);
        foreach (var (item, rule) in _rules)
        {
            string[][] before = [.. tags.Parts.Select(part => part.ToArray())];
            rule.Apply(tags);
            if (!before.Zip(tags.Parts).All(pair => pair.First.SequenceEqual(pair.Second, StringComparer.Ordinal)))
            {
                var was = line;
                line = tags.Join();
                step?.Invoke(new(item, was, line));
            }
        }

        return line;
    }
}

/// <summary>What one rule made of a line.</summary>
public sealed record TagStep(TagRuleItem Rule, string Before, string After);
