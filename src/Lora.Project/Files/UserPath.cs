namespace Lora.Project;

/// <summary>A path as a user writes it.</summary>
public static class UserPath
{
    /// <summary>An absolute path of one that is relative to a folder; '\' separates too, as in MSBuild. A leading <c>~/</c> is the home folder.</summary>
    public static string Resolve(string folder, string path)
    {
        path = Path.DirectorySeparatorChar == '/' ? path.Replace('\\', '/') : path;
        if (path is ['~'] or ['~', '/' or '\\', ..])
        {
            path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
        }

        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(folder, path)));
    }
}
