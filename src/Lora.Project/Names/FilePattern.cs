using System.Text;
using System.Text.RegularExpressions;

namespace Lora.Project;

/// <summary>A path with MSBuild's wildcards: '*' and '?' within a name, <c>**</c> across folders.</summary>
internal sealed class FilePattern
{
    private readonly Regex _regex;

    /// <param name="folder">What a relative pattern is relative to.</param>
    /// <param name="pattern">Unescaped.</param>
    public FilePattern(string folder, string pattern)
    {
        var full = Normal(Path.GetFullPath(Path.Combine(folder, pattern)));
        var wildcard = full.IndexOfAny(['*', '?']);
        Folder = full[..(full.LastIndexOf('/', wildcard < 0 ? full.Length - 1 : wildcard) + 1)];
        IsDeep = full[Folder.Length..].Contains('/', StringComparison.Ordinal);
        _regex = new Regex(Translate(full), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    // the part before the first wildcard, up to its last '/'
    private string Folder { get; }

    private bool IsDeep { get; }

    /// <summary>True for the absolute path of a file that it means.</summary>
    public bool Matches(string path) => _regex.IsMatch(Normal(path));

    /// <summary>The files that it means, in ordinal order.</summary>
    public IEnumerable<string> Find()
    {
        var depth = IsDeep ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly;
        return Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, "*", depth).Where(Matches).Order(StringComparer.Ordinal) : [];
    }

    private static string Normal(string path) => path.Replace('\\', '/');

    private static string Translate(string pattern)
    {
        var text = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            if (rest.StartsWith("**/"))
            {
                text.Append("(?:.*/)?");
                i += 2;
            }
            else if (rest.StartsWith("**"))
            {
                text.Append(".*");
                i++;
            }
            else
            {
                text.Append(pattern[i] switch { '*' => "[^/]*", '?' => "[^/]", var c => Regex.Escape(c.ToString()) });
            }
        }

        return text.Append('$').ToString();
    }
}
