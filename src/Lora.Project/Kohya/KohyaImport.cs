using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// A project with what the files of kohya's scripts that it names say: their pictures as items, their options as layers below the project's own. A file that
/// is wrong is one error, and says nothing.
/// </summary>
public sealed class KohyaImport
{
    private readonly ProjectInput _input;
    private readonly SourceFiles _sources;
    private readonly List<Finding> _findings = [];
    private readonly List<DatasetSubset> _subsets = [];
    private readonly List<InputItem> _images = [];
    private readonly List<InputItem> _regularization = [];

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
        if (input.KohyaDatasets.Count > 0)
        {
            import.ReadDatasets();
        }

        return import;
    }

    private void ReadDatasets()
    {
        foreach (var item in _input.KohyaDatasets)
        {
            Guard(item, () => ReadDataset(item));
        }

        var layers = new List<OptionLayer>();
        if (_subsets.Count > 0)
        {
            Guard(_input.KohyaDatasets[0], () => layers.Add(SubsetOptions.Read(_subsets, _input.Properties, _findings)));
        }

        layers.Add(SubsetOptions.Defaults(_sources.PlaceOf(KohyaDatasetOptions.Group.Title, _input.KohyaDatasets[^1].Include)));
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
            Imported = [.. Project.Imported, .. layers],
        };
    }

    private void ReadDataset(InputItem item)
    {
        var notTaken = new NamedOptions(item.Include);
        var subsets = DatasetConfig.Read(ConfigFile.Read(item.FullPath), notTaken);
        var images = new DatasetImport(_input, Path.GetDirectoryName(item.FullPath)!, AllowsOutside(item, KohyaDatasetOptions.Group), _findings);
        foreach (var subset in subsets)
        {
            images.Add(subset);
        }

        _findings.AddRange(notTaken.Findings());
        _subsets.AddRange(subsets);
        _images.AddRange(images.Images);
        _regularization.AddRange(images.RegularizationImages);
    }

    private void Guard(InputItem item, Action read)
    {
        try
        {
            read();
        }
        catch (ConfigException error)
        {
            // a file that is not there is said where the project names it
            var place = error.Place.Line == 0 && !File.Exists(item.FullPath) ? _sources.PlaceOf(KohyaDatasetOptions.Group.Title, item.Include) : error.Place;
            _findings.Add(ProjectDiagnostics.KohyaFileWrong.At(place == error.Place ? error.Message : $"'{item.Include}': {error.Message}", place));
        }
    }

    private bool AllowsOutside(InputItem item, OptionGroup rows)
    {
        var values = OptionValues.Resolve(rows, item.Metadata, (_, problem) =>
            _findings.Add(ProjectDiagnostics.WrongValue.At($"{rows.Title} '{item.Include}': {problem}", _sources.PlaceOf(rows.Title, item.Include))));
        return values.Get((Option<bool>)rows.Find(KohyaDatasetOptions.AllowOutside.Name)!);
    }
}
