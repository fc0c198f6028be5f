using System.Xml;

namespace Lora.Project;

/// <summary>
/// A project as its user has written it: the project file, the nearest Directory.Build.props and Directory.Build.targets, and every file that these import by a
/// path that follows from their own folder or the project's, again and again. The files of the .NET SDK and of packages are not the user's.
/// </summary>
public sealed class SourceFiles
{
    private readonly List<ProjectSource> _files = [];
    private readonly List<ProjectElement> _elements = [];
    private readonly Lazy<HashSet<string>> _used;

    private SourceFiles(string projectFile)
    {
        ProjectFile = projectFile;
        _used = new Lazy<HashSet<string>>(() => _files.SelectMany(file => file.Used).ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Absolute path of the project file.</summary>
    public string ProjectFile { get; }

    /// <summary>In the order of evaluation.</summary>
    internal IReadOnlyList<ProjectElement> Elements => _elements;

    /// <summary>Reads them all. What cannot be read or is no XML is left out: MSBuild has said so, or does not import it.</summary>
    public static SourceFiles Load(string projectFile)
    {
        var files = new SourceFiles(projectFile);
        var loader = new Loader(files);
        var folder = Path.GetDirectoryName(projectFile)!;
        loader.Add(ImportPath.FindAbove(folder, "Directory.Build.props"), isConditional: false);
        loader.Add(projectFile, isConditional: false);
        loader.Add(ImportPath.FindAbove(folder, "Directory.Build.targets"), isConditional: false);
        return files;
    }

    /// <summary>One project file alone.</summary>
    /// <exception cref="XmlException">Not well-formed.</exception>
    internal static SourceFiles Parse(string file, string text)
    {
        var files = new SourceFiles(file);
        var source = ProjectSource.Parse(file, text);
        files._files.Add(source);
        files._elements.AddRange(source.Elements.Where(element => element.Kind is not ElementKind.Import));
        return files;
    }

    /// <summary>True if one of the files reads the name as <c>$(Name)</c>, <c>@(Name)</c> or <c>%(Name)</c>: then it is the user's own.</summary>
    internal bool Uses(string name) => _used.Value.Contains(name);

    /// <summary>Where the property is set last; the project file as a whole where it is not set in these files.</summary>
    internal SourcePlace PlaceOf(string property) => PlaceOf(_elements.FindLast(element =>
        element.Kind is ElementKind.Property && element.Name.Equals(property, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Where an item is included or updated last; the project file as a whole if no element names it.</summary>
    internal SourcePlace PlaceOf(string item, string include) =>
        PlaceOf(_elements.FindLast(element => Names(element, item, include) && element.Action != "Remove"));

    /// <summary>Where items of that name are included, in order.</summary>
    internal IReadOnlyList<SourcePlace> PlacesOf(string item, string include) =>
        [.. _elements.Where(element => Names(element, item, include) && element.Action == "Include").Select(element => element.Place)];

    private static bool Names(ProjectElement element, string item, string include) => element.IsItem(item)
        && ItemText.Split(element.Include).Any(entry => ItemText.Unescape(entry) == ItemText.Slashes(include));

    private SourcePlace PlaceOf(ProjectElement? element) => element?.Place ?? new SourcePlace(ProjectFile);

    // one file after the other, each once, an import in its place
    private sealed class Loader(SourceFiles files)
    {
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
        private readonly ImportPath _paths = new(files.ProjectFile);
        private readonly string[] _others = [.. OthersFolders(Path.GetDirectoryName(files.ProjectFile)!)];

        public void Add(string? file, bool isConditional)
        {
            if (file is null || !_seen.Add(file) || _others.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)) || Read(file) is not { } source)
            {
                return;
            }

            files._files.Add(source);
            foreach (var element in source.Elements)
            {
                if (element.Kind is not ElementKind.Import)
                {
                    files._elements.Add(isConditional ? element with { IsConditional = true } : element);
                    continue;
                }

                foreach (var imported in _paths.Resolve(element.Include, file))
                {
                    Add(imported, isConditional || element.IsConditional);
                }
            }
        }

        private static ProjectSource? Read(string file)
        {
            try
            {
                return ProjectSource.Load(file);
            }
            catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        // what restore writes, packages, the .NET SDK
        private static IEnumerable<string> OthersFolders(string project)
        {
            var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder ? folder
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
            string?[] folders = [Path.Combine(project, "obj"), packages, Path.GetDirectoryName(Environment.ProcessPath)];
            return folders.OfType<string>().Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar);
        }
    }
}
