namespace Lora.Project;

/// <summary>A path in what somebody else wrote, which may lead nowhere but below its folder.</summary>
public static class InnerPath
{
    private const int MostLinks = 40;

    private static readonly StringComparison Comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The absolute path; null where it leads out of the folder, is the folder itself, or can be no path. Links are not followed.</summary>
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
    public static bool IsBelow(string path, string folder)
    {
        var above = Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
        return path.Length > above.Length && path.StartsWith(above, Comparison);
    }

    /// <summary>Where a path leads when every link on the way is followed; what is not there is where it would be. Null where links lead in a circle.</summary>
    /// <param name="path">Absolute.</param>
    public static string? Real(string path)
    {
        var links = 0;
        var real = Real(path, ref links);
        return links > MostLinks ? null : real;
    }

    private static string Real(string path, ref int links)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (new FileInfo(real).LinkTarget is { } target && ++links <= MostLinks)
            {
                real = Real(Path.GetFullPath(target, Path.GetDirectoryName(real)!), ref links);
            }
        }

        return real;
    }
}
