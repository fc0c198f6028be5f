namespace Lora.Project;

/// <summary>A folder or file that one of kohya's files names: relative to the folder that the file lies in, and inside of the project.</summary>
internal static class KohyaPath
{
    /// <summary>The absolute path; null, with a finding, where it leaves the project.</summary>
    public static string? Resolve(string folder, ConfigScalar written, ProjectInput project, bool allowOutside, List<Finding> findings)
    {
        var path = UserPath.Resolve(folder, written.Text);
        if (allowOutside || path == project.Directory || InnerPath.IsBelow(path, project.Directory))
        {
            return path;
        }

        findings.Add(ProjectDiagnostics.KohyaPathOutside.At($"'{written.Text}' is not below the project's folder.", written.Place));
        return null;
    }
}
