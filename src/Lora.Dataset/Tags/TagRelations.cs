namespace Lora.Dataset;

/// <summary>
/// A user's CSV of aliases or implications, in one of Danbooru's forms: <c>antecedent,consequent</c>; the same with a first line that names the columns
/// <c>antecedent_name</c> and <c>consequent_name</c> (and <c>status</c>, of which <c>active</c> counts); or, of aliases,
/// <c>tag,category,count,"alias,alias"</c>.
/// </summary>
public sealed class TagRelations
{
    private const string Antecedent = "antecedent_name", Consequent = "consequent_name", Status = "status";

    private readonly Dictionary<string, List<string>> _consequents = new(StringComparer.Ordinal);
    private readonly bool _areAliases;

    private TagRelations(bool areAliases) => _areAliases = areAliases;

    /// <param name="text">The file's.</param>
    /// <param name="areAliases">Else they are implications.</param>
    /// <param name="wrong">Told the first line that is wrong, 1-based, with a sentence.</param>
    public static TagRelations Parse(string text, bool areAliases, Action<int, string> wrong)
    {
        var relations = new TagRelations(areAliases);
        var (number, from, to, status) = (0, 0, 1, -1);
        foreach (var line in text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (line.Trim().Length == 0)
            {
                continue;
            }

            if (CsvLine.Read(line) is not { } cells)
            {
                wrong(number, "a quotation mark is not closed.");
                break;
            }

            if (relations._consequents.Count == 0 && cells.Contains(Antecedent))
            {
                (from, to, status) = (cells.IndexOf(Antecedent), cells.IndexOf(Consequent), cells.IndexOf(Status));
                if (to < 0)
                {
                    wrong(number, $"there is a column '{Antecedent}', and none '{Consequent}'.");
                    break;
                }
            }
            else if (relations.Add(cells, from, to, status) is { } problem)
            {
                wrong(number, problem);
                break;
            }
        }

        return relations;
    }

    /// <summary>What an alias stands for, through others; null where it is none.</summary>
    internal string? TagOf(string tag)
    {
        string? found = null;
        var seen = new HashSet<string>(StringComparer.Ordinal) { TagSpelling.Common(tag) };
        while (_consequents.TryGetValue(TagSpelling.Common(found ?? tag), out var next) && seen.Add(TagSpelling.Common(next[0])))
        {
            found = next[0];
        }

        return found;
    }

    /// <summary>All that a tag implies, itself left out, in the spelling that is common to all.</summary>
    internal IReadOnlySet<string> ImpliedBy(string tag)
    {
        var own = TagSpelling.Common(tag);
        var all = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>([own]);
        while (next.TryPop(out var each))
        {
            foreach (var implied in _consequents.GetValueOrDefault(each, []).Select(TagSpelling.Common))
            {
                if (implied != own && all.Add(implied))
                {
                    next.Push(implied);
                }
            }
        }

        return all;
    }

    private string? Add(List<string> cells, int from, int to, int status)
    {
        if (status >= 0 && status < cells.Count && cells[status] is not ("active" or ""))
        {
            return null;
        }

        // tag, category, count, aliases
        if (status < 0 && cells.Count is 3 or 4 && (from, to) == (0, 1) && int.TryParse(cells[1], out _) && long.TryParse(cells[2], out _))
        {
            return !_areAliases ? "it is a list of tags and their aliases, and no implications."
                : cells.Skip(3).SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                    .Select(alias => Relate(alias, cells[0])).FirstOrDefault(problem => problem is not null);
        }

        return Math.Max(from, to) >= cells.Count || cells[from].Length == 0 || cells[to].Length == 0 || (status < 0 && cells.Count > 2 && (from, to) == (0, 1))
            ? "it has to be 'antecedent,consequent'." : Relate(cells[from], cells[to]);
    }

    private string? Relate(string from, string to)
    {
        var common = TagSpelling.Common(from);
        if (common == TagSpelling.Common(to))
        {
            return null;
        }

        if (!_consequents.TryGetValue(common, out var all))
        {
            _consequents[common] = all = [];
        }

        all.Add(to);
        return !_areAliases ? null : all.Count > 1 ? $"'{from}' is an alias of '{all[0]}' already."
            : TagOf(to) is { } end && TagSpelling.Common(end) == common ? $"'{from}' and '{to}' are aliases of each other." : null;
    }
}
