using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>The registries that a project sees: the nearest <c>bases.json</c> from its folder up to the repository's root, then the user's.</summary>
/// <param name="projectDirectory">Absolute.</param>
/// <param name="userFile">Absolute; it need not be there.</param>
internal sealed class BaseRegistry(string projectDirectory, string userFile)
{
    /// <summary>The user's own, in the system's folder of settings: <c>$XDG_CONFIG_HOME/lora</c> or <c>~/.config/lora</c> on Linux.</summary>
    public static string UserFile => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "lora", BasesFile.Name);

    /// <summary>
    /// The base of that name. Null, with what is wrong in the files that were read, or with a sentence on where the name was looked for.
    /// </summary>
    public BaseEntry? Find(string name, List<Finding> wrong, out string problem)
    {
        problem = "";
        var searched = new List<BasesFile>();
        foreach (var path in new[] { Nearest(), userFile }.OfType<string>().Where(File.Exists).Distinct(StringComparer.Ordinal))
        {
            var file = BasesFile.Read(path);
            if (file.Findings.Count > 0)
            {
                wrong.AddRange(file.Findings);
                return null;
            }

            if (file.Bases.TryGetValue(name, out var found))
            {
                return found;
            }

            searched.Add(file);
        }

        var nearest = NearestName.Of(name, searched.SelectMany(file => file.Bases.Keys));
        var where = searched.Count > 0 ? $"no base of that name in {string.Join(" and ", searched.Select(file => file.Path))}"
            : $"no {BasesFile.Name} beside the project, above it or at {userFile} that names a base so";
        problem = $"There is neither a folder nor a file '{name}', and {where}{(nearest is null ? "." : $"; did you mean '{nearest}'?")}";
        return null;
    }

    // a work tree's .git is a file
    private string? Nearest()
    {
        for (var folder = projectDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var file = Path.Combine(folder, BasesFile.Name);
            if (File.Exists(file))
            {
                return file;
            }

            if (Path.Exists(Path.Combine(folder, ".git")))
            {
                return null;
            }
        }

        return null;
    }
}
