using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Finds the training images and the regularization images among the items, in data order, with their captions.</summary>
internal sealed class ImageReader(ProjectInput input, SourceFiles sources, StatCache hashes, List<Finding> findings)
{
    private const int NamesInAMessage = 3;

    private readonly HashSet<string> _regularization = input.RegularizationImages.Select(item => item.FullPath).ToHashSet(StringComparer.Ordinal);

    /// <summary><see cref="BuildPlan.RegularizationImages"/>, when all have been read.</summary>
    public IReadOnlyList<ImageItem> RegularizationImages { get; private set; } = [];

    public IReadOnlyList<ImageItem> Read(OptionValues project)
    {
        var extension = project.Get(DatasetOptions.CaptionExtension);
        var captions = new CaptionFinder(extension);
        // what the folder brings by itself is no training image where it is named as a regularization image
        var files = new ImageFiles(input.Images.Where(item => !item.IsDefault || !_regularization.Contains(item.FullPath)), input.Directory, extension);
        var classFiles = new ImageFiles(input.RegularizationImages.Select(item => item with { IsDefault = true }), input.Directory, extension);
        findings.AddRange(files.Unsupported);
        findings.AddRange(classFiles.Unsupported);
        if (files.Pictures.Count == 0 && files.Unsupported.Count == 0)
        {
            findings.Add(DatasetDiagnostics.NoImages.At("The project has no images.", input.ProjectFile));
        }

        SayBoth(files, classFiles);
        var images = Read(new ImageRows(sources, findings, project), files, captions, 0);
        var all = Read(new RegularizationRows(sources, findings, project), classFiles, captions, images.Length);
        RegularizationImages = all;
        var regularization = RegularizationBalance.Of(images, all);
        if (regularization.Count < all.Length)
        {
            findings.Add(DatasetDiagnostics.RegularizationCut.At(FormattableString.Invariant(
                $"{all.Length - regularization.Count} of {all.Length} regularization images are not used."), input.ProjectFile));
        }

        ImageItem[] both = [.. images, .. all];
        AddStrays(files, both, captions);
        AddStrays(classFiles, both, captions);
        SayFolders(files.Pictures.Concat(classFiles.Pictures));
        findings.AddRange(Concepts.Check(images, input.ProjectFile));
        return [.. images, .. regularization];
    }

    private ImageItem[] Read(ImageItemRows rows, ImageFiles files, CaptionFinder captions, int first)
    {
        KeyValuePair<string, InputItem>[] chosen = [.. files.Pictures];
        var images = new ImageItem[chosen.Length];
        Parallel.For(0, chosen.Length, i => images[i] = Read(first + i, chosen[i].Key, chosen[i].Value, captions, rows));
        return images;
    }

    private ImageItem Read(int index, string name, InputItem item, CaptionFinder captions, ImageItemRows rows)
    {
        var options = rows.Resolve(name, item);
        var classTokens = "";
        var hash = hashes.Hash(item.FullPath);
        var caption = captions.Expected(item.FullPath);
        var captionHash = hashes.Hash(caption);
        if (hash.Length == 0)
        {
            Report(DatasetDiagnostics.ImageMissing.At($"There is no file '{name}'.", rows.PlaceOf(item)));
        }
        else if (captionHash.Length == 0)
        {
            string[] alike = [.. captions.Alike(caption)];
            if (alike is [var only])
            {
                (caption, captionHash) = (only, hashes.Hash(only));
            }
            else if (alike.Length == 0 && PictureModelReader.WritesCaptions(rows.Project))
            {
                // what a model sees in the picture is more than the name of a folder
            }
            else if (alike.Length == 0 && options.Get(ImageOptions.ClassTokens) is { Length: > 0 } tokens)
            {
                (classTokens, captionHash) = (tokens, Digest.Of(tokens));
            }
            else
            {
                var file = Path.GetFileName(caption);
                Report(DatasetDiagnostics.CaptionMissing.At(alike.Length == 0 ? $"'{name}' has no caption '{file}'."
                    : $"'{name}' has {alike.Length} captions whose names read '{file}' and are spelt in different characters.", item.FullPath));
            }
        }

        var image = new ImageItem(index, name, item.FullPath, hash, caption, captionHash, Repeats: 1)
        {
            ClassTokens = classTokens,
            FlipAug = options.Get(ImageOptions.FlipAug),
        };
        return rows.Complete(image, options);
    }

    private void SayBoth(ImageFiles files, ImageFiles classFiles)
    {
        foreach (var (name, item) in classFiles.Pictures.Where(picture => files.Pictures.ContainsKey(picture.Key)))
        {
            Report(ProjectDiagnostics.ImageInBoth.At($"'{name}' is a training image and a regularization image.",
                item.Imported ?? sources.PlaceOf(RegularizationImageOptions.Group.Title, item.Include)));
        }
    }

    // a picture that is not read has been reported, and its caption is no stray
    private void AddStrays(ImageFiles files, ImageItem[] images, CaptionFinder captions)
    {
        var used = images.Select(image => image.CaptionPath).Concat(files.Unsupported.Select(finding => captions.Expected(finding.File!)))
            .ToHashSet(StringComparer.Ordinal);
        string[] strays = [.. files.Captions.Where(caption => !used.Contains(caption.Value.FullPath)).Select(caption => caption.Key)];
        if (strays.Length > 0)
        {
            Report(DatasetDiagnostics.CaptionWithoutImage.At(strays is [var one] ? $"The caption '{one}' has no picture."
                : $"{strays.Length} captions have no picture: {First(strays)}.", input.ProjectFile));
        }

        if (files.Others.Count > 0)
        {
            Report(DatasetDiagnostics.NoPicture.At(files.Others.Count == 1 ? $"'{files.Others.First()}' is neither a picture nor a caption."
                : $"{files.Others.Count} files are neither pictures nor captions: {First(files.Others)}.", input.ProjectFile));
        }
    }

    private void SayFolders(IEnumerable<KeyValuePair<string, InputItem>> images)
    {
        string[] folders = [.. images.Where(image => image.Value.Imported is null).Select(image => KohyaFolder.Around(image.Key)).OfType<KohyaFolder>()
            .Select(folder => folder.Name).Distinct().Order(StringComparer.Ordinal)];
        if (folders.Length > 0)
        {
            Report(DatasetDiagnostics.RepeatsOfFolder.At($"Repeats and class are taken from the names of folders: {First(folders)}.", input.ProjectFile));
        }
    }

    private static string First(IReadOnlyCollection<string> names) => string.Join(", ", names.Take(NamesInAMessage).Select(name => $"'{name}'"))
        + (names.Count > NamesInAMessage ? $" and {names.Count - NamesInAMessage} more" : "");

    private void Report(Finding finding)
    {
        lock (findings)
        {
            findings.Add(finding);
        }
    }
}
