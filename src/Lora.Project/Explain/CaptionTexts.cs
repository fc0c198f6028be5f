namespace Lora.Project;

/// <summary>What a changed caption says: as it was trained last, rules and trigger applied, and as its file says it now.</summary>
internal static class CaptionTexts
{
    private const int Longest = 200;

    /// <summary>Half a sentence; empty where one of them is not there.</summary>
    /// <param name="plan">The project as it is.</param>
    /// <param name="before">The image when it was trained.</param>
    /// <param name="now">The image now.</param>
    internal static string Of(BuildPlan plan, ImageItem before, ImageItem now) =>
        Read(Path.Combine(plan.Paths.ObjDirectory, StageFiles.Caption(before))) is { } trained
        && (now.CaptionText ?? (now.ClassTokens.Length > 0 ? now.ClassTokens : Read(now.CaptionPath))) is { } text
            ? $" (trained as '{Line(trained)}', and says '{Line(text)}')" : "";

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Line(string text)
    {
        var line = text.Trim().ReplaceLineEndings(" | ");
        return line.Length > Longest ? $"{line[..Longest]}..." : line;
    }
}
