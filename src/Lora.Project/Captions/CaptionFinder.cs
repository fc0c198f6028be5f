using System.Collections.Concurrent;

namespace Lora.Project;

/// <summary>
/// Finds the caption of a picture: a file of its name beside it, or at the same place of the tree <c>captions/</c> that lies beside <c>images/</c>. Two systems
/// may spell a name in different characters that read the same (a letter with an accent is one character or two): then the file whose name is equal after
/// Unicode normalisation is meant.
/// </summary>
/// <param name="project">The project's folder.</param>
/// <param name="extension">The one to try first, with the point.</param>
internal sealed class CaptionFinder(string project, string extension)
{
    /// <summary>The tree of captions, for pictures that lie in <see cref="Pictures"/>.</summary>
    private const string Tree = "captions";

    private const string Pictures = "images";

    // ours and kohya's default
    private static readonly string[] Usual = [".txt", ".caption"];

    private readonly ConcurrentDictionary<string, ILookup<string, string>> _folders = new(StringComparer.Ordinal);
    private readonly string _tree = Path.Combine(project, Tree);
    private readonly string _pictures = Path.Combine(project, Pictures) + Path.DirectorySeparatorChar;

    /// <summary>In the order in which they are tried.</summary>
    public IReadOnlyList<string> Extensions { get; } = [extension, .. Usual.Where(usual => !usual.Equals(extension, StringComparison.OrdinalIgnoreCase))];

    /// <summary>True for a name that a caption has.</summary>
    public bool IsCaption(string name) => Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>Where the caption of a picture may lie, in the order in which it is looked for; the first is where it is expected.</summary>
    public IEnumerable<string> Places(string picture)
    {
        var stem = Path.GetFileNameWithoutExtension(picture);
        var folder = Path.GetDirectoryName(picture)!;
        string[] folders = picture.StartsWith(_pictures, StringComparison.Ordinal)
            ? [folder, Path.Join(_tree, folder.Length < _pictures.Length ? "" : folder[_pictures.Length..])] : [folder];
        return folders.SelectMany(each => Extensions.Select(usual => Path.Join(each, stem + usual)));
    }

    /// <summary>The first caption that is there, with its hash; of none the expected place, an empty hash, and how many names read like it.</summary>
    /// <param name="picture">Absolute path.</param>
    /// <param name="hash">Of a file; empty where there is none.</param>
    public (string Path, string Sha256, int Alike) Find(string picture, Func<string, string> hash)
    {
        var expected = string.Concat(picture.AsSpan(0, picture.Length - Path.GetExtension(picture.AsSpan()).Length), extension);
        if (hash(expected) is { Length: > 0 } usual)
        {
            return (expected, usual, 1);
        }

        foreach (var place in Places(picture).Skip(1))
        {
            if (hash(place) is { Length: > 0 } sha256)
            {
                return (place, sha256, 1);
            }
        }

        foreach (var place in Places(picture))
        {
            string[] alike = [.. Alike(place)];
            if (alike.Length > 0)
            {
                return alike is [var only] ? (only, hash(only), 1) : (place, "", alike.Length);
            }
        }

        return (Places(picture).First(), "", 0);
    }

    /// <summary>The captions in the tree <c>captions/</c>: name, which is the project-relative path with '/', and absolute path.</summary>
    public IEnumerable<(string Name, string Path)> InTree() => !Directory.Exists(_tree) ? []
        : Directory.EnumerateFiles(_tree, "*", SearchOption.AllDirectories).Where(IsCaption)
            .Select(path => (Path.GetRelativePath(project, path).Replace('\\', '/'), path))
            .Where(caption => !caption.Item1.Split('/').Any(part => part.StartsWith('.')));

    // the files whose name is that of the expected one after normalisation
    private IEnumerable<string> Alike(string expected) => _folders.GetOrAdd(Path.GetDirectoryName(expected)!, List)[Normal(Path.GetFileName(expected))];

    private static ILookup<string, string> List(string folder) =>
        (Directory.Exists(folder) ? Directory.GetFiles(folder) : []).Order(StringComparer.Ordinal)
            .ToLookup(path => Normal(Path.GetFileName(path)), StringComparer.Ordinal);

    private static string Normal(string name)
    {
        try
        {
            return name.Normalize();
        }
        catch (ArgumentException)
        {
            // no text, as half a character is
            return name;
        }
    }
}
