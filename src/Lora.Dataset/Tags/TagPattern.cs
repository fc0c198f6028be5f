namespace Lora.Dataset;

/// <summary>Tags that a rule looks for: as they are written, letter case included; a <c>*</c> stands for any characters.</summary>
internal sealed class TagPattern
{
    private readonly HashSet<string> _tags;
    private readonly string[][] _patterns;

    public TagPattern(IReadOnlyCollection<string> tags)
    {
        _tags = tags.ToHashSet(StringComparer.Ordinal);
        _patterns = [.. tags.Where(tag => tag.Contains('*', StringComparison.Ordinal)).Select(tag => tag.Split('*'))];
    }

    public bool Matches(string tag) => _tags.Contains(tag) || _patterns.Any(pattern => Matches(pattern, tag));

    // the pieces between the stars stand there in their order: the first at the start, the last at the end
    private static bool Matches(string[] pieces, string tag)
    {
        var (first, last) = (pieces[0], pieces[^1]);
        if (tag.Length < first.Length + last.Length || !tag.StartsWith(first, StringComparison.Ordinal) || !tag.EndsWith(last, StringComparison.Ordinal))
        {
            return false;
        }

        var middle = tag.AsSpan(first.Length, tag.Length - first.Length - last.Length);
        foreach (var piece in pieces.AsSpan(1, pieces.Length - 2))
        {
            var at = middle.IndexOf(piece, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            middle = middle[(at + piece.Length)..];
        }

        return true;
    }
}
