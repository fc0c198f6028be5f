using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Finds the training images among the <c>Image</c> items, in data order, with their captions.</summary>
internal sealed class ImageReader(ProjectInput input, ProjectSource source, StatCache hashes, List<Finding> findings)
{
    private static readonly string[] Supported = [".png", ".jpg", ".jpeg", ".bmp"];

    // a picture must never be skipped in silence; what else lies in the folder (captions, notes, thumbnails' databases) is no picture
    private static readonly string[] Unsupported =
        [".webp", ".gif", ".tif", ".tiff", ".avif", ".heic", ".heif", ".jxl", ".jp2", ".svg", ".psd", ".tga", ".ico", ".apng", ".jfif", ".ppm", ".pgm", ".dds",
            ".exr", ".hdr", ".qoi", ".raw", ".cr2", ".nef", ".dng"];

    public IReadOnlyList<ImageItem> Read(OptionValues project)
    {
        var extension = project.Get(DatasetOptions.CaptionExtension);
        var chosen = Chosen();
        if (chosen.Count == 0 && findings.TrueForAll(finding => finding.Code != DatasetDiagnostics.UnsupportedImage.Code))
        {
            findings.Add(DatasetDiagnostics.NoImages.At("The project has no images.", input.ProjectFile));
        }

        var images = new ImageItem[chosen.Count];
        Parallel.For(0, chosen.Count, i =>
        {
            var (name, item) = chosen[i];
            var caption = Path.ChangeExtension(item.FullPath, extension);
            images[i] = new ImageItem(i, name, item.FullPath, hashes.Hash(item.FullPath), caption, hashes.Hash(caption), Repeats(item, project));
        });
        findings.AddRange(images.SelectMany(image => Missing(image, extension)));
        return images;
    }

    // sorted by name, the last of equal paths: a named Image overrides the one found in the folder
    private List<(string Name, InputItem Item)> Chosen()
    {
        var byName = new SortedDictionary<string, InputItem>(StringComparer.Ordinal);
        foreach (var item in input.Images)
        {
            var name = Path.GetRelativePath(input.Directory, item.FullPath).Replace('\\', '/');
            var extension = Path.GetExtension(name);
            var hidden = Path.GetFileName(name).StartsWith('.') && item.IsDefault;
            if (Supported.Contains(extension, StringComparer.OrdinalIgnoreCase) && !hidden)
            {
                byName[name] = item;
            }
            else if ((Unsupported.Contains(extension, StringComparer.OrdinalIgnoreCase) && !hidden) || !item.IsDefault)
            {
                findings.Add(DatasetDiagnostics.UnsupportedImage.At($"'{name}' is not a PNG, JPEG or BMP.", item.FullPath));
            }
        }

        return [.. byName.Select(pair => (pair.Key, pair.Value))];
    }

    private int Repeats(InputItem item, OptionValues project) => OptionValues.Resolve(ImageOptions.Group, item.Metadata, (_, problem) =>
    {
        lock (findings)
        {
            findings.Add(ProjectDiagnostics.WrongValue.At($"Image {item.Include}: {problem}", source.PlaceOf("Image", item.Include)));
        }
    }, project).Get(ImageOptions.NumRepeats);

    private static IEnumerable<Finding> Missing(ImageItem image, string extension)
    {
        if (image.Sha256.Length == 0)
        {
            yield return DatasetDiagnostics.ImageMissing.At($"There is no file '{image.Name}'.", image.Path);
        }
        else if (image.CaptionSha256.Length == 0)
        {
            var caption = Path.GetFileName(Path.ChangeExtension(image.Name, extension));
            yield return DatasetDiagnostics.CaptionMissing.At($"'{image.Name}' has no caption '{caption}'.", image.Path);
        }
    }
}
