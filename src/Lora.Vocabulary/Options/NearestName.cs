namespace Lora.Vocabulary;

/// <summary>Finds the name that a misspelt one was probably meant to be.</summary>
public static class NearestName
{
    // no name is as long; a file of somebody else may hold one that would be compared for minutes
    private const int Longest = 200;

    /// <summary>
    /// The candidate with the fewest insertions, deletions, replacements and swaps of neighbours, letter case and '_' or '-' aside (kohya's <c>network_dim</c>
    /// is <c>NetworkDim</c>); the first of equals; null if even the nearest needs more than a third of the letters changed.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        if (name.Length > Longest)
        {
            return null;
        }

        var wanted = Plain(name);
        var allowed = Math.Max(1, wanted.Length / 3);
        string? best = null;
        foreach (var candidate in candidates)
        {
            var distance = Distance(wanted, Plain(candidate));
            if (distance <= allowed)
            {
                best = candidate;
                allowed = distance - 1;
            }
        }

        return best;
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    // optimal string alignment: three rows of the table suffice
    private static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var above = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            above[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1] + 1, above[j] + 1), above[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, above, row) = (above, row, before);
        }

        return above[b.Length];
    }
}
