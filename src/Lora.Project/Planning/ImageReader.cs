using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Finds the training images and the regularization images among the items, in data order, with their captions.</summary>
internal sealed class ImageReader(ProjectInput input, SourceFiles sources, StatCache hashes, List<Finding> findings)
{
    private readonly HashSet<string> _regularization = input.RegularizationImages.Select(item => item.FullPath).ToHashSet(StringComparer.Ordinal);

    /// <summary>What each draw is to change.</summary>
    public DrawChecks Draws { get; } = new();

    /// <summary><see cref="BuildPlan.RegularizationImages"/>, when all have been read.</summary>
    public IReadOnlyList<ImageItem> RegularizationImages { get; private set; } = [];

    public IReadOnlyList<ImageItem> Read(OptionValues project)
    {
        var captions = new CaptionFinder(input.Directory, project.Get(DatasetOptions.CaptionExtension));
        // what the folder brings by itself is no training image where it is named as a regularization image
        var files = new ImageFiles(input.Images.Where(item => !item.IsDefault || !_regularization.Contains(item.FullPath)), input.Directory, captions);
        var classFiles = new ImageFiles(input.RegularizationImages.Select(item => item with { IsDefault = true }), input.Directory, captions);
        var from = new CaptionSources(captions, Metadata(files.Pictures.Concat(classFiles.Pictures).Select(picture => picture.Value), project));
        findings.AddRange(files.Unsupported);
        findings.AddRange(classFiles.Unsupported);
        if (files.Pictures.Count == 0 && files.Unsupported.Count == 0)
        {
            findings.Add(DatasetDiagnostics.NoImages.At("The project has no images.", input.ProjectFile));
        }

        SayBoth(files, classFiles);
        var masks = new MaskFinder(input, project, Report);
        var images = ValidationImages.Mark(Read(new ImageRows(sources, findings, project, masks), files, from, 0), project,
            problem => Report(TrainingDiagnostics.NothingLeftToTrain.At(problem, sources.PlaceOf(ValidationOptions.ValidationSplit.Name))));
        masks.CheckUse(images);
        var all = Read(new RegularizationRows(sources, findings, project), classFiles, from, images.Length);
        RegularizationImages = all;
        var regularization = RegularizationBalance.Of([.. images.Where(image => !image.IsValidation)], all);
        if (regularization.Count < all.Length)
        {
            findings.Add(DatasetDiagnostics.RegularizationCut.At(FormattableString.Invariant(
                $"{all.Length - regularization.Count} of {all.Length} regularization images are not used."), input.ProjectFile));
        }

        if (regularization.Count == 0 && project.Get(RateOptions.PriorPrediction))
        {
            findings.Add(DatasetDiagnostics.NothingToPredict.At("PriorPrediction is true, and there is no RegularizationImage.",
                sources.PlaceOf(RateOptions.PriorPrediction.Name)));
        }

        new StrayCaptions(input, project.IsWritten(DatasetOptions.CaptionExtension), captions, Report).Find([files, classFiles], [.. images, .. all]);
        SayFolders(files.Pictures.Concat(classFiles.Pictures));
        findings.AddRange(Concepts.Check(images, input.ProjectFile));
        findings.AddRange(NameChecks.Check([.. images, .. regularization], project));
        return [.. images, .. regularization];
    }

    private ImageItem[] Read(ImageItemRows rows, ImageFiles files, CaptionSources captions, int first)
    {
        var chosen = files.Pictures;
        var pictures = new (ImageItem Image, IReadOnlyList<int> Sides)[chosen.Count];
        Parallel.For(0, chosen.Count, i => pictures[i] = Read(first + i, chosen[i].Key, chosen[i].Value, captions, rows));
        var images = new List<ImageItem>(chosen.Count);
        foreach (var (image, sides) in pictures)
        {
            images.AddRange(MultiResolution.Of(image, sides, rows.Project, first + images.Count));
        }

        return [.. images];
    }

    private (ImageItem Image, IReadOnlyList<int> Sides) Read(int index, string name, InputItem item, CaptionSources captions, ImageItemRows rows)
    {
        var options = rows.Resolve(name, item);
        var hash = hashes.Hash(item.FullPath);
        if (hash.Length == 0)
        {
            Report(DatasetDiagnostics.ImageMissing.At($"There is no file '{name}'.", rows.PlaceOf(item)));
        }

        var caption = CaptionOf(name, item.FullPath, hash, captions, rows.Project, options.Get(ImageOptions.ClassTokens));
        var image = ImageItemRows.Make(index, (name, item.FullPath, hash), caption, options);
        Draws.See(image, options, item, rows);
        var whole = rows.Complete(image, options);
        whole = whole.MaskPath.Length > 0 ? whole with { MaskSha256 = hashes.Hash(whole.MaskPath) } : whole;
        return (whole, options.Get(ImageOptions.Resolutions));
    }

    private ImageCaption CaptionOf(string name, string picture, string sha256, CaptionSources captions, OptionValues project, string classTokens)
    {
        if (captions.Metadata?.Of(picture) is var (text, place))
        {
            return new(captions.Metadata.File, Digest.Of(text)) { Text = text, Place = place };
        }

        var (caption, hash, alike) = captions.Files.Find(picture, hashes.HashLines);
        if (hash.Length > 0 || sha256.Length == 0)
        {
            return new(caption, hash);
        }

        if (alike == 0 && PictureModel.WriterOf(project) is not null)
        {
            // what a model sees in the picture is more than the name of a folder
            return new(caption, hash);
        }

        if (alike == 0 && classTokens.Length > 0)
        {
            return new(caption, Digest.Of(classTokens)) { ClassTokens = classTokens };
        }

        if (captions.Metadata is not { IsWrong: true })
        {
            var file = Path.GetFileName(caption);
            Report(DatasetDiagnostics.CaptionMissing.At(alike == 0 ? $"'{name}' has no caption '{file}'."
                : $"'{name}' has {alike} captions whose names read '{file}' and are spelt in different characters.", picture));
        }

        return new(caption, hash);
    }

    private MetadataCaptions? Metadata(IEnumerable<InputItem> pictures, OptionValues project)
    {
        if (project.Get(DatasetOptions.InJson) is not { Length: > 0 } path)
        {
            return null;
        }

        var (separator, wildcards) = (project.Get(CaptionOptions.CaptionSeparator), project.Get(CaptionOptions.EnableWildcard));
        return MetadataCaptions.Read(input.Resolve(path), input.Directory, pictures.Select(picture => picture.FullPath),
            entry => entry.Text(separator, wildcards), findings);
    }

    private void SayBoth(ImageFiles files, ImageFiles classFiles)
    {
        foreach (var (name, item) in classFiles.Pictures.Where(picture => files.Has(picture.Key)))
        {
            Report(ProjectDiagnostics.ImageInBoth.At($"'{name}' is a training image and a regularization image.",
                item.Imported ?? sources.PlaceOf(RegularizationImageOptions.Group.Title, item.Include)));
        }
    }

    private void SayFolders(IEnumerable<KeyValuePair<string, InputItem>> images)
    {
        // of tens of thousands of pictures few folders
        var around = new HashSet<string>(StringComparer.Ordinal);
        var known = around.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (name, item) in images)
        {
            if (item.Imported is null)
            {
                known.Add(name.AsSpan(0, name.LastIndexOf('/') + 1));
            }
        }

        string[] folders = [.. around.Select(KohyaFolder.Around).OfType<KohyaFolder>().Select(folder => folder.Name).Distinct().Order(StringComparer.Ordinal)];
        if (folders.Length > 0)
        {
            Report(DatasetDiagnostics.RepeatsOfFolder.At(
                $"Repeats and class are taken from the names of folders: {StrayCaptions.First(folders)}.", input.ProjectFile));
        }
    }

    private void Report(Finding finding)
    {
        lock (findings)
        {
            findings.Add(finding);
        }
    }

    private sealed record CaptionSources(CaptionFinder Files, MetadataCaptions? Metadata);
}
