using System.Text.RegularExpressions;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// Prompts of kohya's scripts as items: a line each, <c>zorblax, beach --n lowres --d 42 --w 768</c>, or tables of a TOML or JSON file. Source: sd-scripts,
/// train_util.line_to_prompt_dict and load_prompts.
/// </summary>
internal static partial class KohyaPrompts
{
    // the names in tables; those of lines are the vocabulary's
    private static readonly Dictionary<string, Option> InTables = new(StringComparer.Ordinal)
    {
        ["prompt"] = PromptOptions.Text,
        ["negative_prompt"] = PromptOptions.Negative,
        ["seed"] = PromptOptions.Seed,
        ["width"] = PromptOptions.Width,
        ["height"] = PromptOptions.Height,
        ["sample_steps"] = PromptOptions.Steps,
        ["scale"] = PromptOptions.Scale,
        ["sample_sampler"] = PromptOptions.Sampler,
    };

    /// <summary>A file's prompts.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="notTaken">Told what is said that nothing here does.</param>
    /// <exception cref="ConfigException">It is no such file.</exception>
    public static IReadOnlyList<InputItem> Read(string path, NamedOptions notTaken)
    {
        if (!path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase))
        {
            return Tables(ConfigFile.Read(path), notTaken);
        }

        return Lines(ConfigFile.Load(path), line => new SourcePlace(path, line, 1), notTaken);
    }

    /// <summary>Prompts in a text, a line each; blank lines and those that begin with # say nothing.</summary>
    public static IReadOnlyList<InputItem> Lines(string text, Func<int, SourcePlace> placeOf, NamedOptions notTaken)
    {
        var items = new List<InputItem>();
        foreach (var (i, line) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            if (line.Trim().Length > 0 && !line.StartsWith('#'))
            {
                items.Add(Item(items.Count, Line(line.Trim(), placeOf(i + 1), notTaken), placeOf(i + 1)));
            }
        }

        return items;
    }

    private static Dictionary<string, string> Line(string line, SourcePlace place, NamedOptions notTaken)
    {
        var parts = line.Split(" --");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [PromptOptions.Text.Name] = parts[0].Trim() };
        foreach (var part in parts.Skip(1))
        {
            if (Flag().Match(part) is { Success: true } match
                && PromptOptions.Group.FirstOrDefault(row => row.KohyaName == "--" + match.Groups[1].Value.ToLowerInvariant()) is { } option)
            {
                metadata[option.Name] = match.Groups[2].Value.Trim();
            }
            else
            {
                notTaken.Add($"--{part}", ConfigScalar.Of(place, part), isNeeded: true);
            }
        }

        return metadata;
    }

    private static List<InputItem> Tables(ConfigTable root, NamedOptions notTaken)
    {
        var common = root.Find("prompt") as ConfigTable ?? throw new ConfigException("It has no table 'prompt'.", root.Place);
        var subsets = common.Find("subset") as ConfigArray ?? throw new ConfigException("It has no [[prompt.subset]].", common.Place);
        var items = new List<InputItem>();
        foreach (var subset in subsets.Items)
        {
            var table = subset as ConfigTable ?? throw new ConfigException($"A table belongs here, not {subset.Kind}.", subset.Place);
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, value) in common.Entries.Where(entry => entry.Key != "subset").Concat(table.Entries))
            {
                if (InTables.TryGetValue(name, out var option))
                {
                    metadata[option.Name] = KohyaText.Of(value, option);
                }
                else
                {
                    notTaken.Add(name, value);
                }
            }

            items.Add(Item(items.Count, metadata, table.Place));
        }

        return items;
    }

    private static InputItem Item(int index, IReadOnlyDictionary<string, string> metadata, SourcePlace place) =>
        new(FormattableString.Invariant($"prompt-{index + 1:00}"), "", IsDefault: false, metadata) { Imported = place };

    [GeneratedRegex(@"^([A-Za-z]+) (.+)$")]
    private static partial Regex Flag();
}
