using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>A dataset configuration of kohya's scripts, checked against the names that they allow.</summary>
internal static class DatasetConfig
{
    /// <param name="root">The file.</param>
    /// <param name="notTaken">Told each name that nothing here does.</param>
    /// <exception cref="ConfigException">A name that kohya's scripts refuse too, or a table where a value belongs.</exception>
    public static IReadOnlyList<DatasetSubset> Read(ConfigTable root, NamedOptions notTaken)
    {
        Check(root, [DatasetNames.General, DatasetNames.Datasets], "a dataset configuration", notTaken);
        var general = Table(root.Find(DatasetNames.General)) ?? ConfigTable.Empty(root.Place);
        Check(general, DatasetNames.InGeneral, "[general]", notTaken);
        var subsets = new List<DatasetSubset>();
        var number = 0;
        foreach (var dataset in Tables(root.Find(DatasetNames.Datasets)))
        {
            number++;
            Check(dataset, DatasetNames.InDataset, "[[datasets]]", notTaken);
            ConfigTable[] own = [.. Tables(dataset.Find(DatasetNames.Subsets))];
            foreach (var (i, subset) in own.Index())
            {
                Check(subset, DatasetNames.InSubset, "[[datasets.subsets]]", notTaken);
                subsets.Add(new DatasetSubset(number, i + 1, subset, dataset, general));
            }
        }

        return subsets.Count > 0 ? subsets : throw new ConfigException("It has no [[datasets.subsets]].", root.Place);
    }

    private static void Check(ConfigTable table, IReadOnlyList<string> allowed, string where, NamedOptions notTaken)
    {
        foreach (var (name, value) in table.Entries)
        {
            if (!allowed.Contains(name, StringComparer.Ordinal))
            {
                var hint = NearestName.Of(name, allowed) is { } near ? $"; did you mean '{near}'?" : ".";
                throw new ConfigException($"'{name}' is no name in {where}, for kohya's scripts neither{hint}", value.Place);
            }

            if (DatasetNames.NotTaken.Contains(name, StringComparer.Ordinal))
            {
                notTaken.Add(name, value, isNeeded: IsNeeded(name, value));
            }
        }
    }

    // a factor of 1 is none
    private static bool IsNeeded(string name, ConfigNode value) => !KohyaNames.IsOfMachine(name) && !KohyaText.IsNeutral(value)
        && !(name == "network_multiplier" && value is ConfigScalar { Text: "1" });

    private static ConfigTable? Table(ConfigNode? value) => value is null or ConfigTable ? (ConfigTable?)value
        : throw new ConfigException($"A table belongs here, not {value.Kind}.", value.Place);

    private static IEnumerable<ConfigTable> Tables(ConfigNode? value) => value switch
    {
        null => [],
        ConfigArray list => list.Items.Select(item => Table(item)!),
        _ => throw new ConfigException($"A list of tables belongs here, not {value.Kind}.", value.Place),
    };
}
