using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Finds the training images among the <c>Image</c> items, in data order, with their captions.</summary>
internal sealed class ImageReader(ProjectInput input, SourceFiles sources, StatCache hashes, List<Finding> findings)
{
    private const int NamesInAMessage = 3;

    public IReadOnlyList<ImageItem> Read(OptionValues project)
    {
        var captions = new CaptionFinder(project.Get(DatasetOptions.CaptionExtension));
        var files = new ImageFiles(input, project.Get(DatasetOptions.CaptionExtension));
        findings.AddRange(files.Unsupported);
        if (files.Pictures.Count == 0 && files.Unsupported.Count == 0)
        {
            findings.Add(DatasetDiagnostics.NoImages.At("The project has no images.", input.ProjectFile));
        }

        KeyValuePair<string, InputItem>[] chosen = [.. files.Pictures];
        var images = new ImageItem[chosen.Length];
        Parallel.For(0, chosen.Length, i => images[i] = Read(i, chosen[i].Key, chosen[i].Value, captions, project));
        AddStrays(files, images, captions);
        SayFolders(chosen);
        findings.AddRange(NameChecks.Check(images, project));
        return images;
    }

    private ImageItem Read(int index, string name, InputItem item, CaptionFinder captions, OptionValues project)
    {
        var options = OptionValues.Resolve(ImageOptions.Group, KohyaFolder.Around(name)?.Under(item.Metadata) ?? item.Metadata,
            (_, problem) => Report(ProjectDiagnostics.WrongValue.At($"Image {item.Include}: {problem}", sources.PlaceOf("Image", item.Include))), project);
        var classTokens = "";
        var hash = hashes.Hash(item.FullPath);
        var caption = captions.Expected(item.FullPath);
        var captionHash = hashes.Hash(caption);
        if (hash.Length == 0)
        {
            Report(DatasetDiagnostics.ImageMissing.At($"There is no file '{name}'.", sources.PlaceOf("Image", item.Include)));
        }
        else if (captionHash.Length == 0)
        {
            string[] alike = [.. captions.Alike(caption)];
            if (alike is [var only])
            {
                (caption, captionHash) = (only, hashes.Hash(only));
            }
            else if (alike.Length == 0 && PictureModelReader.WritesCaptions(project))
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

        return new ImageItem(index, name, item.FullPath, hash, caption, captionHash, options.Get(ImageOptions.NumRepeats)) { ClassTokens = classTokens };
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

    private void SayFolders(KeyValuePair<string, InputItem>[] images)
    {
        string[] folders = [.. images.Select(image => KohyaFolder.Around(image.Key)).OfType<KohyaFolder>().Select(folder => folder.Name).Distinct().Order(
            StringComparer.Ordinal)];
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
