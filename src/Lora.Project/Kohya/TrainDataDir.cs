namespace Lora.Project;

/// <summary>
/// kohya's <c>train_data_dir</c> and <c>reg_data_dir</c>: folders of folders named <c>10_name</c>, each of which is a subset. Source: sd-scripts,
/// config_util.generate_dreambooth_subsets_config_by_subdirs.
/// </summary>
internal static class TrainDataDir
{
    /// <param name="path">Absolute; it is there.</param>
    /// <param name="place">Where it is named.</param>
    /// <param name="isRegularization">It is the reg_data_dir.</param>
    public static IEnumerable<DatasetSubset> Subsets(string path, SourcePlace place, bool isRegularization)
    {
        var folders = Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal)
            .Select(folder => (Path: folder, Kohya: KohyaFolder.Of(Path.GetFileName(folder)))).Where(folder => folder.Kohya is not null);
        foreach (var (i, folder) in folders.Index())
        {
            yield return new DatasetSubset(1, i + 1, new ConfigTable(place,
            [
                KeyValuePair.Create<string, ConfigNode>(DatasetNames.ImageDir, ConfigScalar.Of(place, folder.Path)),
                KeyValuePair.Create<string, ConfigNode>(DatasetNames.IsReg, ConfigScalar.Of(place, isRegularization)),
                KeyValuePair.Create<string, ConfigNode>("num_repeats", ConfigScalar.Of(place, (long)folder.Kohya!.Repeats)),
                KeyValuePair.Create<string, ConfigNode>("class_tokens", ConfigScalar.Of(place, folder.Kohya.ClassTokens)),
            ]));
        }
    }
}
