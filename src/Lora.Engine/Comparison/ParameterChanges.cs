using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What of two versions' projects differs beside the dataset: options in force, models, rules, phases and prompts.</summary>
internal static class ParameterChanges
{
    private const int ShortHash = 12;

    // no key has them by their names: it has what computes
    private static readonly Option[] OfMachine = [EngineOptions.Device, EngineOptions.LoraRuntime, EngineOptions.AllowTf32];

    // told by the files that they name
    private static readonly Option[] OfLoras = [WeightsOptions.NetworkWeights, WeightsOptions.BaseWeights, WeightsOptions.BaseWeightsMultiplier];

    // what another target reads, how the store is kept, where else things are written
    private static readonly Option[] OfNoVersion =
    [
        .. MakeRegularizationOptions.Group, .. CompareOptions.Group, .. CacheOptions.Group, ProjectOptions.BaseModels, ProjectOptions.LoraOffline,
        ProjectOptions.LoraLockedMode, OutputOptions.LoraSarif, OutputOptions.LoraCopyTo,
    ];

    internal static IReadOnlyList<ValueChange> Between(StageRequest before, StageRequest after) =>
    [
        .. Options.All.Where(IsCompared).Select(option => new ValueChange(option.Name, Text(option, before.Values), Text(option, after.Values)))
            .Where(change => change.Before != change.After),
        .. ValueChange.Between(Models(before), Models(after)),
        .. ValueChange.Between(Loras(before), Loras(after)),
        .. Items(TagRuleOptions.Group.Title, Rules(before), Rules(after)),
        .. Items(TrainPhaseOptions.Group.Title, Phases(before), Phases(after)),
        .. Items(PromptOptions.Group.Title, Prompts(before), Prompts(after)),
    ];

    private static bool IsCompared(Option option) =>
        (option.IsKeyed || OfMachine.Contains(option)) && !option.FromEnvironment && !OfLoras.Contains(option) && !OfNoVersion.Contains(option);

    // what does not count in a version is as good as not there; what is off there has a value that says so
    private static string Text(Option option, OptionValues values) =>
        !option.IsOffAtDefault && !option.Applies(values) ? "" : WithoutFolder(option, option.Shown(values.Text(option)));

    // where a model lies on this machine is none of its properties
    private static string WithoutFolder(Option option, string text) =>
        option is PathOption && Path.IsPathRooted(text) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(text)) : text;

    private static Dictionary<string, string> Models(StageRequest request) =>
        request.ModelHashes.OrderBy(part => part.Key, StringComparer.Ordinal).Concat(request.PictureModelFiles.Count == 0 ? []
            : ModelFile.HashesByPart(request.PictureModelFiles).OrderBy(part => part.Key, StringComparer.Ordinal))
        .ToDictionary(part => $"files of {part.Key}", part => part.Value[..ShortHash], StringComparer.Ordinal);

    private static Dictionary<string, string> Loras(StageRequest request) => request.Loras.GroupBy(lora => lora.File.Part).ToDictionary(group => group.Key,
        group => string.Join(", ", group.Select(lora => $"{lora} ({lora.File.Sha256[..ShortHash]})")), StringComparer.Ordinal);

    private static IEnumerable<NamedItem> Rules(StageRequest request) => request.TagRules.Select(rule =>
        new NamedItem(rule.Name, Row(TagRuleOptions.Group, row => row == TagRuleOptions.File && rule.FileSha256.Length > 0
            ? $"{Path.GetFileName(rule.Get(TagRuleOptions.File))} ({rule.FileSha256[..ShortHash]})" : rule.Options.GetValueOrDefault(row.Name, ""))));

    private static IEnumerable<NamedItem> Phases(StageRequest request)
    {
        var names = request.Images.ToDictionary(image => image.Index, image => image.Name);
        return request.TrainPhases.Select(phase => new NamedItem(phase.Name, Row([.. TrainPhaseOptions.Overrides, TrainPhaseOptions.Images],
            row => row == TrainPhaseOptions.Images ? string.Join(", ", phase.Images.Select(index => names[index]).Distinct())
                : phase.Options.GetValueOrDefault(row.Name, ""))));
    }

    private static IEnumerable<NamedItem> Prompts(StageRequest request) =>
        request.Prompts.Select(prompt => new NamedItem(prompt.Name, Row([.. prompt.Rows], row => prompt.Options.GetValueOrDefault(row.Name, ""))));

    private static IReadOnlyDictionary<string, string> Row(IReadOnlyList<Option> rows, Func<Option, string> textOf) =>
        rows.ToDictionary(row => row.Name, textOf, StringComparer.Ordinal);

    /// <summary>One that came or went is one change with all it says; of one that stays each value is.</summary>
    private static IEnumerable<ValueChange> Items(string kind, IEnumerable<NamedItem> before,
        IEnumerable<NamedItem> after)
    {
        var (olds, news) = (Named(before), Named(after));
        foreach (var (name, values) in news)
        {
            if (olds.FirstOrDefault(old => old.Name == name)?.Values is not { } old)
            {
                yield return new($"{kind} '{name}'", "", All(values));
                continue;
            }

            foreach (var change in ValueChange.Between(old, values))
            {
                yield return change with { Name = $"{kind} '{name}' {change.Name}" };
            }
        }

        foreach (var (name, values) in olds.Where(old => news.All(item => item.Name != old.Name)))
        {
            yield return new($"{kind} '{name}'", All(values), "");
        }

        string[] kept = [.. news.Select(item => item.Name).Where(name => olds.Any(old => old.Name == name))];
        string[] keptBefore = [.. olds.Select(item => item.Name).Where(kept.Contains)];
        if (!kept.SequenceEqual(keptBefore))
        {
            yield return new($"order of {kind}", string.Join(", ", keptBefore), string.Join(", ", kept));
        }
    }

    // several of one name are told apart by their number
    private static List<NamedItem> Named(IEnumerable<NamedItem> items)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var named = new List<NamedItem>();
        foreach (var (name, values) in items)
        {
            var number = seen[name] = seen.GetValueOrDefault(name) + 1;
            named.Add(new(number == 1 ? name : FormattableString.Invariant($"{name} #{number}"), values));
        }

        return named;
    }

    private static string All(IReadOnlyDictionary<string, string> values) =>
        string.Join(", ", values.Where(value => value.Value.Length > 0).Select(value => $"{value.Key} {value.Value}"));

    private sealed record NamedItem(string Name, IReadOnlyDictionary<string, string> Values);
}
