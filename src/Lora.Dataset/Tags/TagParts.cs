namespace Lora.Dataset;

/// <summary>
/// The tags of one line by kohya's marks: without a mark all are free; before the first are those kept in front, behind the second those kept at the end. Rules
/// change them in place.
/// </summary>
internal sealed class TagParts
{
    private readonly TagForm _form;

    private TagParts(TagForm form, List<List<string>> parts) => (_form, Parts) = (form, parts);

    /// <summary>One part, or one more than there are marks; never empty, though a part may be.</summary>
    public List<List<string>> Parts { get; }

    /// <summary>All tags in their order.</summary>
    public IEnumerable<string> All => Parts.SelectMany(part => part);

    /// <summary>Those that are neither kept in front nor at the end.</summary>
    public List<string> Free => Parts[Math.Min(1, Parts.Count - 1)];

    /// <summary>Empty tags are left out.</summary>
    public static TagParts Parse(string line, TagForm form)
    {
        var parts = new List<List<string>> { new() };
        var (at, start) = (0, 0);
        while (at < line.Length)
        {
            if (form.Mark.Length > 0 && Stands(form.Mark, line, at))
            {
                Cut(form.Mark);
                parts.Add([]);
            }
            else if (Stands(form.Separator, line, at))
            {
                Cut(form.Separator);
            }
            else
            {
                at = form.Wildcards && line[at] == '{' ? BehindWildcard(line, at) : at + 1;
            }
        }

        Cut("");
        return new TagParts(form, parts);

        void Cut(string mark)
        {
            if (line[start..at].Trim() is { Length: > 0 } tag)
            {
                parts[^1].Add(tag);
            }

            start = at += mark.Length;
        }
    }

    /// <summary>Takes out every tag of which it is true.</summary>
    public void Remove(Predicate<string> isOut) => Parts.ForEach(part => part.RemoveAll(isOut));

    /// <summary>A line again; parts that are empty keep their mark, which says what the others are.</summary>
    public string Join() => string.Join($" {_form.Mark} ", Parts.Select(part => string.Join(_form.Separator.TrimEnd() + " ", part))).Trim();

    private static bool Stands(string text, string line, int at) => string.CompareOrdinal(line, at, text, 0, text.Length) == 0;

    // kohya's {one|another}, in which nothing is parted; doubled braces are braces
    private static int BehindWildcard(string line, int open)
    {
        if (open + 1 < line.Length && line[open + 1] == '{')
        {
            return open + 2;
        }

        var close = line.IndexOf('}', open);
        return close > open + 1 ? close + 1 : open + 1;
    }
}
