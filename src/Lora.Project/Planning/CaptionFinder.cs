using System.Collections.Concurrent;

namespace Lora.Project;

/// <summary>
/// Finds the caption of a picture: beside it, of the same name. Two systems may spell a name in different characters that read the same (a letter with an
/// accent is one character or two): then the file whose name is equal after Unicode normalisation is meant.
/// </summary>
/// <param name="extension">Of captions, with the point.</param>
internal sealed class CaptionFinder(string extension)
{
    private readonly ConcurrentDictionary<string, ILookup<string, string>> _folders = new(StringComparer.Ordinal);

    /// <summary>Where the caption of a picture is expected.</summary>
    public string Expected(string picture) => Path.ChangeExtension(picture, extension);

    /// <summary>The files whose name is that of the expected one after normalisation, where that itself is missing.</summary>
    public IEnumerable<string> Alike(string expected) => _folders.GetOrAdd(Path.GetDirectoryName(expected)!, List)[Normal(Path.GetFileName(expected))];

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
