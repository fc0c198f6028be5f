using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Finds the files of a tagger, captioner or upscaler.</summary>
public static class PictureModelFiles
{
    /// <summary>By name: the files that its kind names, those of them that are there, and weights beside them.</summary>
    /// <param name="model">What it is.</param>
    /// <param name="place">Folder or file.</param>
    /// <param name="hashes">Hashes each file.</param>
    public static IReadOnlyList<ModelFile> Find(PictureModel model, string place, StatCache hashes)
    {
        var isFile = model.Files.Count == 0;
        var folder = isFile ? Path.GetDirectoryName(place)! : place;
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var names = (isFile ? [Path.GetFileName(place)] : model.Files).Where(name => File.Exists(Path.Combine(folder, name)));
        var weights = Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!)
            .Where(name => PictureModel.WeightExtensions.Any(extension => name.EndsWith(extension, StringComparison.Ordinal)));
        return [.. names.Union(weights, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => Path.Combine(folder, name))
            .Select(path => new ModelFile(model.Name, Path.GetFileName(path), path, hashes.Hash(path), hashes.Status(path)))];
    }
}
