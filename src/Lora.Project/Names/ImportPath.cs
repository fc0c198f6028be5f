using System.Text.RegularExpressions;

namespace Lora.Project;

/// <summary>Which files an <c>Import</c> names, where that follows from the folders of its file and of the project alone.</summary>
/// <param name="projectFile">Absolute path of the project.</param>
internal sealed partial class ImportPath(string projectFile)
{
    /// <summary>Those that exist; none where the path depends on another property.</summary>
    /// <param name="text">The attribute Project, as written.</param>
    /// <param name="file">Absolute path of the file that holds it.</param>
    public IEnumerable<string> Resolve(string text, string file)
    {
        var path = ItemText.HasReference(text) ? Expand(text, file) : text;
        return ItemText.HasReference(path) ? [] : ItemText.Split(path).SelectMany(entry => Find(ItemText.Unescape(entry), Path.GetDirectoryName(file)!));
    }

    /// <summary>The file of that name in the folder, or in the nearest one above that has it; null if there is none.</summary>
    public static string? FindAbove(string folder, string name)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            var path = Path.Combine(at, name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    private static IEnumerable<string> Find(string path, string folder)
    {
        if (ItemText.HasWildcard(path))
        {
            return new FilePattern(folder, path).Find();
        }

        var full = Path.GetFullPath(Path.Combine(folder, path));
        return File.Exists(full) ? [full] : [];
    }

    private string Expand(string text, string file) =>
        Above().Replace(Reserved().Replace(text, match => Value(match.Groups[1].Value, file) ?? match.Value), match => FindAbove(match, file));

    private string? Value(string property, string file) => property.ToUpperInvariant() switch
    {
        "MSBUILDTHISFILEDIRECTORY" => Path.GetDirectoryName(file) + "/",
        "MSBUILDTHISFILEFULLPATH" => file,
        "MSBUILDTHISFILE" => Path.GetFileName(file),
        "MSBUILDTHISFILENAME" => Path.GetFileNameWithoutExtension(file),
        "MSBUILDPROJECTDIRECTORY" => Path.GetDirectoryName(projectFile),
        "MSBUILDPROJECTFULLPATH" => projectFile,
        "MSBUILDPROJECTFILE" => Path.GetFileName(projectFile),
        "MSBUILDPROJECTNAME" => Path.GetFileNameWithoutExtension(projectFile),
        "MSBUILDPROJECTEXTENSION" => Path.GetExtension(projectFile),
        _ => null,
    };

    // the usual way from one Directory.Build.props to the one above it
    private static string FindAbove(Match function, string file)
    {
        string[] arguments = [.. function.Groups[2].Value.Split(',').Select(argument => ItemText.Slashes(argument.Trim().Trim('\'', '"', '`')))];
        var isPath = function.Groups[1].Value.Equals("GetPathOfFileAbove", StringComparison.OrdinalIgnoreCase);
        var (name, start) = (isPath, arguments) switch
        {
            (true, [var only]) => (only, "."),
            (true, [var first, var second, ..]) => (first, second),
            (false, [var first, var second, ..]) => (second, first),
            _ => ("", ""),
        };
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, start)));
        var found = name.Length == 0 ? null : FindAbove(folder, name);
        return (isPath ? found : Path.GetDirectoryName(found)) ?? "";
    }

    [GeneratedRegex(@"\$\((MSBuild\w+)\)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();

    [GeneratedRegex(@"\$\(\[MSBuild\]::(GetPathOfFileAbove|GetDirectoryNameOfFileAbove)\(([^()]*)\)\)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Above();
}
