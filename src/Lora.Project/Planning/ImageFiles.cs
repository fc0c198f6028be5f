using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// Tells what the <c>Image</c> items are: pictures, captions, or neither. A usual extension is believed (the engine reads the content anyway); of every
/// other file the first bytes are looked at, so that no picture is skipped in silence.
/// </summary>
internal sealed class ImageFiles
{
    private readonly Dictionary<string, InputItem> _pictures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InputItem> _captions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private readonly List<Finding> _unsupported = [];

    /// <param name="items">Of two of one path the last counts: a named Image overrides the one found in the folder.</param>
    /// <param name="directory">The project's folder.</param>
    /// <param name="captions">Tells which files are captions.</param>
    public ImageFiles(IEnumerable<InputItem> items, string directory, CaptionFinder captions)
    {
        foreach (var item in items)
        {
            var name = Name(item.FullPath, directory);
            if (!item.IsDefault || item.Imported is not null || !IsHidden(name))
            {
                Add(name, item, captions);
            }
        }

        Pictures = [.. _pictures.OrderBy(picture => picture.Key, StringComparer.Ordinal)];
    }

    /// <summary>The pictures by name, which is the project-relative path with '/'; in data order.</summary>
    public IReadOnlyList<KeyValuePair<string, InputItem>> Pictures { get; }

    /// <summary>The captions that lie in the folder, by name.</summary>
    public IReadOnlyDictionary<string, InputItem> Captions => _captions;

    /// <summary>Names of files in the folder that are neither.</summary>
    public IReadOnlyCollection<string> Others => _others;

    /// <summary>True for the name of a picture.</summary>
    public bool Has(string name) => _pictures.ContainsKey(name);

    /// <summary>Pictures of formats that are not read.</summary>
    public IReadOnlyList<Finding> Unsupported => _unsupported;

    private void Add(string name, InputItem item, CaptionFinder captions)
    {
        var extension = Path.GetExtension(name);
        var usual = ImageFormats.OfExtension(extension);
        if (usual is { IsRead: true })
        {
            _pictures[name] = item;
        }
        else if (item.IsDefault && captions.IsCaption(name))
        {
            _captions[name] = item;
        }
        else if (!File.Exists(item.FullPath) || FileStatus.IsSpecial(item.FullPath))
        {
            // it is said later, as of every picture that is named and missing
            _pictures[name] = item;
        }
        else if ((Sniff(item.FullPath) ?? usual) is { } format)
        {
            if (format.IsRead)
            {
                _pictures[name] = item;
                return;
            }

            _unsupported.Add(DatasetDiagnostics.UnsupportedImage.At($"'{name}': {format.Refusal}", item.FullPath));
        }
        else if (!item.IsDefault)
        {
            _unsupported.Add(DatasetDiagnostics.UnsupportedImage.At($"'{name}' is no picture of a known format.", item.FullPath));
        }
        else
        {
            _others.Add(name);
        }
    }

    // .ipynb_checkpoints, .thumbnails, ._01.png and the like, and what macOS' archives and Synology's servers add
    private static bool IsHidden(ReadOnlySpan<char> name)
    {
        foreach (var range in name.Split('/'))
        {
            if (name[range] is ['.', ..] or "__MACOSX" or "@eaDir")
            {
                return true;
            }
        }

        return false;
    }

    // MSBuild's full paths are normal: below the folder it is what is left
    private static string Name(string path, string directory) => (path.StartsWith(directory, StringComparison.Ordinal) && path.Length > directory.Length + 1
        && path[directory.Length] == Path.DirectorySeparatorChar ? path[(directory.Length + 1)..] : Path.GetRelativePath(directory, path)).Replace('\\', '/');

    private static ImageFormatVariant? Sniff(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        Span<byte> bytes = stackalloc byte[ImageFormats.HeadLength + ImageFormats.TailLength];
        var head = RandomAccess.Read(file, length <= bytes.Length ? bytes : bytes[..ImageFormats.HeadLength], 0);
        var tail = length <= bytes.Length ? 0 : RandomAccess.Read(file, bytes[head..], length - ImageFormats.TailLength);
        return ImageFormats.Sniff(bytes[..(head + tail)]);
    }
}
