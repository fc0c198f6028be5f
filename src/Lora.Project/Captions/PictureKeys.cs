namespace Lora.Project;

/// <summary>
/// Tells which picture a key of a metadata file means: its path - absolute, or relative to the project, to the metadata file or to <c>images/</c> -, with or
/// without its extension. Where no picture has that path, as after a move to another machine, one alone of that file name is meant.
/// </summary>
internal sealed class PictureKeys
{
    private readonly Dictionary<string, HashSet<string>> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _names = new(StringComparer.Ordinal);
    private readonly string[] _folders;

    /// <param name="pictures">Absolute paths.</param>
    /// <param name="project">The project's folder.</param>
    /// <param name="metadata">The metadata file's folder.</param>
    public PictureKeys(IEnumerable<string> pictures, string project, string metadata)
    {
        _folders = [project, metadata, Path.Combine(project, "images")];
        foreach (var picture in pictures)
        {
            foreach (var path in (string[])[picture, .. _folders.Distinct().Select(folder => Path.GetRelativePath(folder, picture))])
            {
                Add(_paths, path, picture);
            }

            Add(_names, Path.GetFileName(picture), picture);
        }
    }

    /// <summary>The pictures that it may mean: one, or none, or several where it does not tell them apart.</summary>
    public IReadOnlyCollection<string> Find(string key)
    {
        var path = Normal(key);
        return _paths.GetValueOrDefault(path) ?? (IsThere(path) ? null : _names.GetValueOrDefault(path[(path.LastIndexOf('/') + 1)..])) ?? [];
    }

    /// <summary>True where a file of that name exists below the project or beside the metadata file, whether or not it is trained.</summary>
    public bool IsThere(string key)
    {
        var path = Normal(key);
        return _folders.Any(folder => InnerPath.Resolve(folder, path) is { } file && (File.Exists(file) || (Directory.Exists(Path.GetDirectoryName(file))
            && Directory.EnumerateFiles(Path.GetDirectoryName(file)!).Any(beside => IsPicture(beside) && Path.ChangeExtension(beside, null) == file))));
    }

    private static bool IsPicture(string file) => Vocabulary.ImageFormats.OfExtension(Path.GetExtension(file)) is not null;

    private static void Add(Dictionary<string, HashSet<string>> index, string path, string picture)
    {
        var withExtension = Normal(path);
        foreach (var key in (string[])[withExtension, Normal(Path.ChangeExtension(path, null))])
        {
            if (!index.TryGetValue(key, out var pictures))
            {
                index[key] = pictures = new(StringComparer.Ordinal);
            }

            pictures.Add(picture);
        }
    }

    private static string Normal(string path)
    {
        var text = path.Replace('\\', '/');
        text = text.StartsWith("./", StringComparison.Ordinal) ? text[2..] : text;
        return text.IsNormalized() ? text : text.Normalize();
    }
}
