using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Finds the training images among the <c>Image</c> items, in data order, with their captions.</summary>
internal sealed class ImageReader(ProjectInput input, SourceFiles sources, StatCache hashes, List<Finding> findings)
{
    public IReadOnlyList<ImageItem> Read(OptionValues project)
    {
        var captions = new CaptionFinder(input.Directory, project.Get(DatasetOptions.CaptionExtension));
        var files = new ImageFiles(input, captions);
        var metadata = Metadata(files, project);
        findings.AddRange(files.Unsupported);
        if (files.Pictures.Count == 0 && files.Unsupported.Count == 0)
        {
            findings.Add(DatasetDiagnostics.NoImages.At("The project has no images.", input.ProjectFile));
        }

        KeyValuePair<string, InputItem>[] chosen = [.. files.Pictures];
        var images = new ImageItem[chosen.Length];
        Parallel.For(0, chosen.Length, i => images[i] = Read(i, chosen[i].Key, chosen[i].Value, captions, metadata, project));
        new StrayCaptions(input, project.IsWritten(DatasetOptions.CaptionExtension), captions, Report).Find(files, images);
        SayFolders(chosen);
        return images;
    }

    private ImageItem Read(int index, string name, InputItem item, CaptionFinder captions, MetadataCaptions? metadata, OptionValues project)
    {
        var options = OptionValues.Resolve(ImageOptions.Group, KohyaFolder.Around(name)?.Under(item.Metadata) ?? item.Metadata,
            (_, problem) => Report(ProjectDiagnostics.WrongValue.At($"Image {item.Include}: {problem}", sources.PlaceOf("Image", item.Include))), project);
        var hash = hashes.Hash(item.FullPath);
        var image = new ImageItem(index, name, item.FullPath, hash, "", "", options.Get(ImageOptions.NumRepeats));
        if (metadata?.Of(item.FullPath) is var (text, place))
        {
            image = image with { CaptionPath = metadata.File, CaptionSha256 = Digest.Of(text), CaptionText = text, CaptionPlace = place };
        }
        else
        {
            var (caption, captionHash, alike) = captions.Find(item.FullPath, hashes.Hash);
            image = image with { CaptionPath = caption, CaptionSha256 = captionHash };
            if (captionHash.Length == 0 && alike == 0 && PictureModelReader.WritesCaptions(project))
            {
                // what a model sees in the picture is more than the name of a folder
            }
            else if (captionHash.Length == 0 && alike == 0 && options.Get(ImageOptions.ClassTokens) is { Length: > 0 } tokens)
            {
                image = image with { ClassTokens = tokens, CaptionSha256 = Digest.Of(tokens) };
            }
            else if (captionHash.Length == 0 && hash.Length > 0 && metadata is not { IsWrong: true })
            {
                var file = Path.GetFileName(caption);
                Report(DatasetDiagnostics.CaptionMissing.At(alike == 0 ? $"'{name}' has no caption '{file}'."
                    : $"'{name}' has {alike} captions whose names read '{file}' and are spelt in different characters.", item.FullPath));
            }
        }

        if (hash.Length == 0)
        {
            Report(DatasetDiagnostics.ImageMissing.At($"There is no file '{name}'.", sources.PlaceOf("Image", item.Include)));
        }

        return image;
    }

    private MetadataCaptions? Metadata(ImageFiles files, OptionValues project)
    {
        if (project.Get(DatasetOptions.InJson) is not { Length: > 0 } path)
        {
            return null;
        }

        var (separator, wildcards) = (project.Get(CaptionOptions.CaptionSeparator), project.Get(CaptionOptions.EnableWildcard));
        return MetadataCaptions.Read(input.Resolve(path), input.Directory, files.Pictures.Values.Select(picture => picture.FullPath),
            entry => entry.Text(separator, wildcards), findings);
    }

    private void SayFolders(KeyValuePair<string, InputItem>[] images)
    {
        string[] folders = [.. images.Select(image => KohyaFolder.Around(image.Key)).OfType<KohyaFolder>().Select(folder => folder.Name).Distinct().Order(
            StringComparer.Ordinal)];
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
}
