namespace Lora.Project;

/// <summary>A kind of finding; <c>docs/diagnostics.md</c> has a section for each.</summary>
/// <param name="Code"><c>LORAnnnn</c>: 1xxx project, 2xxx images and captions, 3xxx training, 4xxx engine, 5xxx cache and lock.</param>
/// <param name="Severity">Of every finding made from it.</param>
/// <param name="Title">The heading of its documentation.</param>
/// <param name="Fix">What the user does about it, one sentence; ends every message.</param>
/// <param name="Why">What happens otherwise; for the documentation.</param>
public sealed record Descriptor(string Code, Severity Severity, string Title, string Fix, string Why)
{
    /// <summary>
    /// A finding of this kind. <paramref name="problem"/> is one sentence that names the thing and what is wrong with it, ended here where its writer (a
    /// library's exception, say) has not; the fix is appended.
    /// </summary>
    public Finding At(string problem, string? file = null, int line = 0, int column = 0) => new(Code, Severity, $"{Ended(problem)} {Fix}", file, line, column);

    /// <summary>The same at a place in a project file.</summary>
    public Finding At(string problem, SourcePlace place) => At(problem, place.File, place.Line, place.Column);

    // "cannot be read: {exception's own sentence}." ends twice
    private static string Ended(string problem) => problem.TrimEnd() switch
    {
        [.., not '.', '.', '.'] and var text => text[..^1],
        [.., '.' or '?' or '!'] and var text => text,
        var text => text + ".",
    };
}
