namespace Lora.Vocabulary;

/// <summary>A tag that is written as another one.</summary>
public sealed record TagReplacement(string Old, string New);

/// <summary>kohya's tag_replacement: <c>old,new;old,new</c>.</summary>
public sealed class TagReplacementOption : Option<IReadOnlyList<TagReplacement>>
{
    private static readonly (string Written, char Meant, char Instead)[] Escapes = [(@"\,", ',', '\u0001'), (@"\;", ';', '\u0002')];

    public TagReplacementOption(string name, string summary)
        : base(name, summary) => Default = [];

    public override string Range => @"old,new;old,new with \, and \; for a comma and a semicolon in a tag";

    protected override object? ReadValue(string text)
    {
        foreach (var (written, _, instead) in Escapes)
        {
            text = text.Replace(written, instead.ToString(), StringComparison.Ordinal);
        }

        var replacements = new List<TagReplacement>();
        foreach (var pair in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split(',', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } old, var other])
            {
                return null;
            }

            replacements.Add(new(Unescape(old), Unescape(other)));
        }

        return replacements;
    }

    protected override string Text(IReadOnlyList<TagReplacement> value) => string.Join(';', value.Select(each => $"{Escape(each.Old)},{Escape(each.New)}"));

    private static string Unescape(string tag) => Escapes.Aggregate(tag, (text, escape) => text.Replace(escape.Instead, escape.Meant));

    private static string Escape(string tag) =>
        Escapes.Aggregate(tag, (text, escape) => text.Replace(escape.Meant.ToString(), escape.Written, StringComparison.Ordinal));
}
