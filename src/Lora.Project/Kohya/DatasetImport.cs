using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Turns the subsets of a dataset configuration into items: one a file of each folder, with what the subset says of it.</summary>
/// <param name="project">Whose folder the pictures lie in.</param>
/// <param name="folder">What the file's paths are relative to: its own.</param>
/// <param name="allowOutside">Pictures may lie elsewhere.</param>
/// <param name="findings">What is wrong, added to.</param>
internal sealed class DatasetImport(ProjectInput project, string folder, bool allowOutside, List<Finding> findings)
{
    // rules of an image's rows ask the project, and what they answer is not asked for here
    private static readonly OptionValues Defaults = OptionValues.Resolve(Options.All, new Dictionary<string, string>());

    private readonly Dictionary<string, InputItem> _images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InputItem> _regularization = new(StringComparer.Ordinal);
    private readonly HashSet<(int Dataset, string Folder)> _seen = [];

    public IEnumerable<InputItem> Images => _images.Values;

    public IEnumerable<InputItem> RegularizationImages => _regularization.Values;

    /// <summary>The file with the captions of the pictures (kohya's metadata_file, here InJson); nothing where they lie beside them.</summary>
    public OptionLayer? Captions { get; private set; }

    public void Add(DatasetSubset subset)
    {
        AddCaptions(subset);

        if (Folder(subset) is not { } path)
        {
            return;
        }

        var place = subset.FindOwn(DatasetNames.ImageDir)!.Place;
        if (!_seen.Add((subset.Dataset, path)))
        {
            findings.Add(ProjectDiagnostics.KohyaSubsetTwice.At($"'{Name(path)}' stands in dataset {subset.Dataset} before {subset}.", place));
            return;
        }

        var isRegularization = subset.IsRegularization;
        var metadata = Metadata(subset, path, isRegularization);
        foreach (var file in Directory.EnumerateFiles(path).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            Add(isRegularization ? _regularization : _images, new InputItem(Name(file), file, IsDefault: true, metadata) { Imported = place }, subset);
        }
    }

    private void AddCaptions(DatasetSubset subset)
    {
        if (subset.FindOwn(DatasetNames.MetadataFile) is not ConfigScalar { Text.Length: > 0 } written || project.Writes(DatasetOptions.InJson)
            || KohyaPath.Resolve(folder, written, project, allowOutside, findings) is not { } path)
        {
            return;
        }

        var texts = new Dictionary<string, string> { [DatasetOptions.InJson.Name] = path };
        if (Captions?.Find(DatasetOptions.InJson) is { } before && before != path)
        {
            findings.Add(ProjectDiagnostics.KohyaSubsetsDiffer.At($"{DatasetNames.MetadataFile} is '{written.Text}' in {subset}, and another one before.",
                written.Place));
        }

        Captions ??= new OptionLayer(KohyaDatasetOptions.Group.Title, texts, _ => written.Place);
    }

    // one folder in several datasets, which kohya trains side by side
    private void Add(Dictionary<string, InputItem> items, InputItem item, DatasetSubset subset)
    {
        if (items.TryGetValue(item.FullPath, out var there))
        {
            var together = Rest(there).ToHashSet().SetEquals(Rest(item)) ? DatasetSides.Together(there.Metadata, item.Metadata) : null;
            item = item with
            {
                Metadata = together ?? throw new ConfigException($"'{item.Include}' stands in {subset} again, with other options.", item.Imported!),
            };
        }

        items[item.FullPath] = item;
    }

    private static IEnumerable<KeyValuePair<string, string>> Rest(InputItem item) =>
        item.Metadata.Where(entry => entry.Key != ImageOptions.NumRepeats.Name && entry.Key != ImageOptions.Resolutions.Name);

    private string? Folder(DatasetSubset subset)
    {
        if (subset.FindOwn(DatasetNames.ImageDir) is not ConfigScalar { Kind: ConfigScalar.TextKind, Text.Length: > 0 } written)
        {
            throw new ConfigException($"{DatasetNames.ImageDir} is missing in {subset}.", (subset.FindOwn(DatasetNames.ImageDir) ?? subset.Levels[0]).Place);
        }

        var path = KohyaPath.Resolve(folder, written, project, allowOutside, findings);
        if (path is not null && !Directory.Exists(path))
        {
            findings.Add(ProjectDiagnostics.KohyaFolderMissing.At($"There is no folder '{written.Text}'.", written.Place));
            return null;
        }

        return path;
    }

    private Dictionary<string, string> Metadata(DatasetSubset subset, string path, bool isRegularization)
    {
        var rows = isRegularization ? RegularizationImageOptions.Group : ImageOptions.Group;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, row) in DatasetNames.OfImage)
        {
            if (subset.Find(name) is { } value && Text(value, row) is { Length: > 0 } text && rows.Find(row.Name) is { } own)
            {
                // a wrong value is said once, not of every picture
                OptionValues.Resolve([own], new Dictionary<string, string> { [own.Name] = text }, (_, problem) =>
                {
                    findings.Add(ProjectDiagnostics.WrongValue.At($"{name}: {problem}", value.Place));
                    text = "";
                }, Defaults);
                metadata[row.Name] = row == ImageOptions.ConditioningDataDir ? Masks(value) : text;
            }
        }

        if (!project.Writes(DatasetOptions.Resolution) && !project.Writes(DatasetOptions.Resolutions)
            && subset.Find(DatasetOptions.Resolution.KohyaName!) is { } resolution)
        {
            // what is none is said where the project's is read
            metadata[ImageOptions.Resolutions.Name] = DatasetSides.Of(resolution)?.ToString(CultureInfo.InvariantCulture)
                ?? DatasetOptions.Resolution.KohyaDefault;
        }

        var isProjects = !isRegularization && project.Writes(DatasetOptions.NumRepeats);
        if (!metadata.ContainsKey(ImageOptions.NumRepeats.Name) && !isProjects)
        {
            metadata[ImageOptions.NumRepeats.Name] = ImageOptions.NumRepeats.KohyaDefault;
        }

        if (!isRegularization)
        {
            metadata[ImageOptions.Concept.Name] = metadata.GetValueOrDefault(ImageOptions.ClassTokens.Name, "") is { Length: > 0 } tokens ? tokens
                : KohyaFolder.Of(Path.GetFileName(path))?.ClassTokens ?? Path.GetFileName(path);
            metadata[ImageOptions.Trigger.Name] = SubsetTrigger.Of(subset, project) ?? "";
        }

        return metadata.Where(entry => entry.Value.Length > 0).ToDictionary(StringComparer.Ordinal);
    }

    // the same folder, as the project's paths are read
    private string Masks(ConfigNode value) => value is ConfigScalar written ? KohyaPath.Resolve(folder, written, project, allowOutside, findings) ?? "" : "";

    private static string Text(ConfigNode? value, Option option) => value is null ? "" : KohyaText.Of(value, option);

    private string Name(string path) => Path.GetRelativePath(project.Directory, path).Replace('\\', '/');
}
