using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// A project with what the files of kohya's scripts that it names say: their pictures and prompts as items, their options as layers below the project's own. A
/// file that is wrong is one error, and says nothing.
/// </summary>
public sealed class KohyaImport
{
    private readonly ProjectInput _input;
    private readonly SourceFiles _sources;
    private readonly List<Finding> _findings = [];
    private readonly List<DatasetSubset> _subsets = [];
    private readonly List<InputItem> _images = [];
    private readonly List<InputItem> _regularization = [];
    private readonly List<InputItem> _prompts = [];
    private readonly List<OptionLayer> _captions = [];
    private readonly List<OptionLayer> _configs = [];
    private SourcePlace? _dataset;

    private KohyaImport(ProjectInput input, SourceFiles sources)
    {
        (_input, _sources) = (input, sources);
        Project = input;
    }

    /// <summary>The project as its reader shall see it.</summary>
    public ProjectInput Project { get; private set; }

    /// <summary>What is wrong in the files, and what of them is not taken; ordered.</summary>
    public IReadOnlyList<Finding> Findings => [.. _findings.Order().Distinct()];

    public static KohyaImport Of(ProjectInput input, SourceFiles sources)
    {
        var import = new KohyaImport(input, sources);
        if (input.KohyaDatasets.Count + input.KohyaConfigs.Count > 0 || import.NamesPrompts)
        {
            import.Read();
        }

        return import;
    }

    private bool NamesPrompts => _input.Writes(SampleOptions.SamplePrompts) && _input.Prompts.Count == 0;

    private void Read()
    {
        if (NamesPrompts)
        {
            ReadNamedPrompts();
        }

        foreach (var item in _input.KohyaDatasets)
        {
            Guard(item, KohyaDatasetOptions.Group, () => ReadDataset(item, KohyaDatasetOptions.Group));
            _dataset ??= PlaceOf(item, KohyaDatasetOptions.Group);
        }

        // of two files the later one counts
        foreach (var item in _input.KohyaConfigs.Reverse())
        {
            Guard(item, KohyaConfigOptions.Group, () => ReadConfig(item));
        }

        var layers = new List<OptionLayer>();
        if (_dataset is { } place)
        {
            layers = [SubsetOptions.Read(_subsets, _input, _findings), .. _captions, .. _configs, SubsetOptions.Defaults(place)];
        }

        Complete([.. _dataset is null ? _configs : layers, .. Draws()]);
    }

    // what they leave out is off, and cached latents go with none of these
    private IEnumerable<OptionLayer> Draws()
    {
        Option[] rows = [DatasetOptions.ColorAug, DatasetOptions.RandomCrop, DatasetOptions.FaceCropAugRange];
        if (rows.Any(row => _configs.Any(config => config.Find(row) is not (null or "false"))
            || _images.Concat(_regularization).Any(image => image.Metadata.GetValueOrDefault(row.Name, "false") != "false")))
        {
            var place = _dataset ?? PlaceOf(_input.KohyaConfigs[0], KohyaConfigOptions.Group);
            yield return SubsetOptions.Defaults(place, DatasetOptions.CacheLatents);
        }
    }

    private void Complete(IReadOnlyList<OptionLayer> layers)
    {
        Project = Project with { Imported = layers, Prompts = _input.Prompts.Count > 0 ? _input.Prompts : _prompts };
        if (_dataset is null && _images.Count + _regularization.Count == 0)
        {
            return;
        }

        var images = new ImportedImages(_input.Images, _images);
        if (images.Left > 0 && _images.Count > 0)
        {
            _findings.Add(ProjectDiagnostics.KohyaOthersLeft.At(images.Left == 1 ? "One file below 'images' is none of the dataset's."
                : FormattableString.Invariant($"{images.Left} files below 'images' are none of the dataset's."), _input.ProjectFile));
        }

        Project = Project with
        {
            Images = images.All,
            RegularizationImages = new ImportedImages(_input.RegularizationImages, _regularization).All,
        };
    }

    private void ReadDataset(InputItem item, OptionGroup rows)
    {
        var notTaken = new NamedOptions(item.Include);
        var subsets = DatasetConfig.Read(ConfigFile.Read(item.FullPath), notTaken);
        Add(subsets, Path.GetDirectoryName(item.FullPath)!, AllowsOutside(item, rows));
        _findings.AddRange(notTaken.Findings());
        _subsets.AddRange(subsets);
    }

    private void ReadConfig(InputItem item)
    {
        var config = new TrainingConfig(item, _findings);
        var folder = Path.GetDirectoryName(item.FullPath)!;
        _configs.Add(_input.Writes(ProjectOptions.BaseModels) ? config.Layer.Without(ProjectOptions.BaseModel) : config.Layer);
        ReadPrompts(config, item, folder);
        _findings.AddRange(config.NotTaken.Findings());
        if (config.File("dataset_config") is { } dataset)
        {
            if (Resolve(item, dataset) is { } path)
            {
                var file = new InputItem(dataset.Text, path, IsDefault: false, item.Metadata) { Imported = dataset.Place };
                Guard(file, KohyaConfigOptions.Group, () => ReadDataset(file, KohyaConfigOptions.Group));
            }

            _dataset ??= dataset.Place;
            return;
        }

        foreach (var (name, isRegularization) in ((string, bool)[])[("train_data_dir", false), ("reg_data_dir", true)])
        {
            if (config.File(name) is { } written && Resolve(item, written) is { } path)
            {
                ReadFolders(path, written, isRegularization);
            }
        }
    }

    private void ReadFolders(string path, ConfigScalar written, bool isRegularization)
    {
        if (!Directory.Exists(path))
        {
            _findings.Add(ProjectDiagnostics.KohyaFolderMissing.At($"There is no folder '{written.Text}'.", written.Place));
            return;
        }

        DatasetSubset[] subsets = [.. TrainDataDir.Subsets(path, written.Place, isRegularization)];
        if (subsets.Length == 0)
        {
            _findings.Add(ProjectDiagnostics.KohyaFolderMissing.At($"'{written.Text}' holds no folder named as 10_name.", written.Place));
        }

        Add(subsets, path, allowOutside: true);
    }

    private void Add(IReadOnlyList<DatasetSubset> subsets, string folder, bool allowOutside)
    {
        var images = new DatasetImport(_input, folder, allowOutside, _findings);
        foreach (var subset in subsets)
        {
            images.Add(subset);
        }

        _captions.AddRange(images.Captions is { } captions ? [captions] : []);
        _images.AddRange(images.Images);
        _regularization.AddRange(images.RegularizationImages);
    }

    // what a configuration names
    private string? Resolve(InputItem item, ConfigScalar written) => KohyaPath.Resolve(
        Path.GetDirectoryName(item.FullPath)!, written, _input, AllowsOutside(item, KohyaConfigOptions.Group), _findings);

    private void ReadPrompts(TrainingConfig config, InputItem item, string folder)
    {
        if (config.File("sample_prompts") is not { } written || _input.Prompts.Count > 0 || NamesPrompts)
        {
            return;
        }

        if (config.IsGui && !File.Exists(UserPath.Resolve(folder, written.Text)))
        {
            _prompts.AddRange(KohyaPrompts.Lines(written.Text, _ => written.Place, config.NotTaken));
        }
        else if (Resolve(item, written) is { } path)
        {
            _prompts.AddRange(KohyaPrompts.Read(path, config.NotTaken));
        }
    }

    private void ReadNamedPrompts()
    {
        var written = _input.Properties[SampleOptions.SamplePrompts.Name];
        var (path, notTaken) = (Path.TrimEndingDirectorySeparator(_input.Resolve(written)), new NamedOptions(written));
        try
        {
            _prompts.AddRange(KohyaPrompts.Read(path, notTaken));
        }
        catch (ConfigException error)
        {
            _findings.Add(ProjectDiagnostics.KohyaFileWrong.At($"'{written}': {error.Message}", error.Place));
        }

        _findings.AddRange(notTaken.Findings());
    }

    private void Guard(InputItem item, OptionGroup rows, Action read)
    {
        try
        {
            read();
        }
        catch (ConfigException error)
        {
            // a file that is not there is said where it is named
            var isMissing = error.Place.Line == 0 && error.Place.File == item.FullPath && !File.Exists(item.FullPath);
            _findings.Add(isMissing ? ProjectDiagnostics.KohyaFileWrong.At($"'{item.Include}': {error.Message}", PlaceOf(item, rows))
                : ProjectDiagnostics.KohyaFileWrong.At(error.Message, error.Place));
        }
    }

    private bool AllowsOutside(InputItem item, OptionGroup rows)
    {
        var values = OptionValues.Resolve(rows, item.Metadata, (_, problem) =>
            _findings.Add(ProjectDiagnostics.WrongValue.At($"{rows.Title} '{item.Include}': {problem}", PlaceOf(item, rows))));
        return values.Get(KohyaDatasetOptions.AllowOutside);
    }

    private SourcePlace PlaceOf(InputItem item, OptionGroup rows) => item.Imported ?? _sources.PlaceOf(rows.Title, item.Include);
}
