using System.IO.Enumeration;

namespace Lora.Project;

/// <summary>
/// Tells whether files are there. Of a folder that holds many of them one list is read: tens of thousands of questions, in every build, would cost more than
/// all else.
/// </summary>
internal sealed class FilesThere
{
    // no links: whether one leads anywhere is asked
    private static readonly EnumerationOptions NoLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    private readonly Dictionary<string, HashSet<string>> _folders = new(StringComparer.Ordinal);

    /// <summary>True if the file is there; of a name that the list does not have the system is asked, which may spell it otherwise.</summary>
    /// <param name="path">Absolute.</param>
    public bool Has(ReadOnlySpan<char> path)
    {
        var name = Path.GetFileName(path);
        var folder = path[..^name.Length];
        var known = _folders.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(folder, out var names))
        {
            known[folder] = names = List(folder.ToString());
        }

        return names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name) || File.Exists(path.ToString());
    }

    private static HashSet<string> List(string folder) => !Directory.Exists(folder) ? []
        : new FileSystemEnumerable<string>(folder, static (ref entry) => entry.FileName.ToString(), NoLinks)
        {
            ShouldIncludePredicate = static (ref entry) => !entry.IsDirectory,
        }.ToHashSet(StringComparer.Ordinal);
}
