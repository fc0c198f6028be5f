using Lora.Dataset;

namespace Lora.Engine;

/// <summary>A caption that differs between two versions: tag by tag, where there is a sentence word by word.</summary>
/// <param name="Before">Null where there was none.</param>
/// <param name="After">Null where there is none.</param>
/// <param name="Pieces">What stays, goes and comes, in the order of reading.</param>
/// <param name="Separator">Between two of them.</param>
internal sealed record CaptionChange(string? Before, string? After, IReadOnlyList<TextPiece> Pieces, string Separator)
{
    // a line of a caption with wildcards ends
    private const string LineEnd = "\n";

    /// <summary>Null where it is the same.</summary>
    internal static CaptionChange? Of(string? before, string? after, TagForm formBefore, TagForm formAfter)
    {
        if (before == after)
        {
            return null;
        }

        var isProse = (before ?? "").Split('\n').Any(formBefore.IsProse) || (after ?? "").Split('\n').Any(formAfter.IsProse);
        return new(before, after, TextDifference.Of(Parts(before, formBefore, isProse), Parts(after, formAfter, isProse)),
            isProse ? " " : $"{formAfter.Separator.TrimEnd()} ");
    }

    /// <summary>For a console: what went and what came; tags that only stand elsewhere are another order.</summary>
    internal string Words()
    {
        var gone = Pieces.Where(piece => piece.Kind is PieceKind.Removed).Select(piece => piece.Text).ToList();
        var come = Pieces.Where(piece => piece.Kind is PieceKind.Added).Select(piece => piece.Text).ToList();
        foreach (var moved in gone.Where(come.Contains).ToArray())
        {
            gone.Remove(moved);
            come.Remove(moved);
        }

        string[] words = [.. gone.Where(IsWord).Select(text => $"-{text}"), .. come.Where(IsWord).Select(text => $"+{text}")];
        return words.Length > 0 ? string.Join(", ", words) : After is null ? "removed" : Before is null ? "added, empty" : "another order";
    }

    private static bool IsWord(string text) => text != LineEnd;

    private static string[] Parts(string? text, TagForm form, bool isProse)
    {
        var lines = (text ?? "").Split('\n').Select(line => isProse
            ? line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : (IReadOnlyList<string>)form.TagsOf(line));
        return [.. lines.SelectMany((line, i) => i == 0 ? line : [LineEnd, .. line])];
    }
}
