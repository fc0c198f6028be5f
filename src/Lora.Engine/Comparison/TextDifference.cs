namespace Lora.Engine;

/// <summary>Which words, or tags, of a text stay, go and come: the fewest that can.</summary>
internal static class TextDifference
{
    // more pairs than this are not looked at: what differs is then all gone and all new
    private const long MostPairs = 4 << 20;

    internal static IReadOnlyList<TextPiece> Of(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var start = 0;
        while (start < before.Count && start < after.Count && before[start] == after[start])
        {
            start++;
        }

        var end = 0;
        while (end < before.Count - start && end < after.Count - start && before[^(end + 1)] == after[^(end + 1)])
        {
            end++;
        }

        return
        [
            .. after.Take(start).Select(text => new TextPiece(PieceKind.Same, text)),
            .. Middle([.. before.Take(before.Count - end).Skip(start)], [.. after.Take(after.Count - end).Skip(start)]),
            .. after.Skip(after.Count - end).Select(text => new TextPiece(PieceKind.Same, text)),
        ];
    }

    private static IEnumerable<TextPiece> Middle(string[] before, string[] after)
    {
        var (i, j) = (0, 0);
        if ((long)before.Length * after.Length <= MostPairs)
        {
            var common = Common(before, after);
            while (i < before.Length && j < after.Length)
            {
                if (before[i] == after[j])
                {
                    yield return new(PieceKind.Same, after[j++]);
                    i++;
                }
                else if (common[i + 1, j] >= common[i, j + 1])
                {
                    yield return new(PieceKind.Removed, before[i++]);
                }
                else
                {
                    yield return new(PieceKind.Added, after[j++]);
                }
            }
        }

        while (i < before.Length)
        {
            yield return new(PieceKind.Removed, before[i++]);
        }

        while (j < after.Length)
        {
            yield return new(PieceKind.Added, after[j++]);
        }
    }

    // how many of the rest from there on can stay
    private static int[,] Common(string[] before, string[] after)
    {
        var common = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        {
            for (var j = after.Length - 1; j >= 0; j--)
            {
                common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }
}

/// <summary>A word or tag of a text that was changed.</summary>
internal readonly record struct TextPiece(PieceKind Kind, string Text);

internal enum PieceKind
{
    Same,
    Removed,
    Added,
}
