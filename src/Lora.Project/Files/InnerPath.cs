namespace Lora.Project;

/// <summary>A path in what somebody else wrote, which may lead nowhere but below its folder.</summary>
public static class InnerPath
{
    /// <summary>The absolute path; null where it leads out of the folder, is the folder itself, or can be no path.</summary>
    /// <param name="folder">Absolute.</param>
    /// <param name="path">Relative to it, or absolute; '\' separates too.</param>
    public static string? Resolve(string folder, string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var full = Path.GetFullPath(Path.Combine(folder, path.Replace('\\', '/')));
        return IsBelow(full, folder) ? full : null;
    }

    /// <summary>Both absolute, without a step back in them.</summary>
    public static bool IsBelow(string path, string folder) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        && path.Length > Path.TrimEndingDirectorySeparator(folder).Length + 1;
}
