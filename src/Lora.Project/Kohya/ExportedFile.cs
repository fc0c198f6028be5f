namespace Lora.Project;

/// <summary>
/// A file that we write beside the project file. Its second line holds the hash of what follows: a file whose text is another one has been edited, and is
/// never written over.
/// </summary>
internal static class ExportedFile
{
    private const string Mark = "# sha256 ";

    /// <summary>The whole text of a file.</summary>
    /// <param name="title">One line: what it is.</param>
    /// <param name="body">What follows.</param>
    public static string Text(string title, string body) => $"# {title}\n{Mark}{Digest.Of(body)}\n{body}";

    /// <summary>True where nothing is lost by writing: there is no file, or it is as we have left it.</summary>
    public static bool IsOurs(string path) =>
        !File.Exists(path) || (File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n', 3) is [_, var mark, var body] && mark == Mark + Digest.Of(body));
}
