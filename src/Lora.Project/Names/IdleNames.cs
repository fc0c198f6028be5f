using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// Finds properties of tools that stand in the project's files or on the command line while the tool does not run. Their names are short, and what was meant
/// may be an option: <c>Model</c> for <c>BaseModel</c>.
/// </summary>
internal static class IdleNames
{
    /// <param name="sources">The files as written.</param>
    /// <param name="commandLine">The names of the global properties (<c>-p:</c>).</param>
    /// <param name="running">The tool that runs; empty in a build.</param>
    public static IEnumerable<Finding> Find(SourceFiles sources, IEnumerable<string> commandLine, string running)
    {
        foreach (var element in sources.Elements.Where(element => element.Kind is ElementKind.Property && !sources.Uses(element.Name)))
        {
            if (Sentence(element.Name, $"<{element.Name}>", running) is { } said)
            {
                yield return ProjectDiagnostics.PropertyWithoutEffect.At(said, element.Place);
            }
        }

        foreach (var name in commandLine.Where(name => !sources.Uses(name)))
        {
            if (Sentence(name, $"'{name}' on the command line", running) is { } said)
            {
                yield return ProjectDiagnostics.PropertyWithoutEffect.At(said, sources.ProjectFile);
            }
        }
    }

    private static string? Sentence(string name, string written, string running)
    {
        if (ToolOptions.Group.Find(name) is not { } row || LoraToolRow.ThatRead(row).ToArray() is var tools && tools.Any(tool => tool.Name == running))
        {
            return null;
        }

        var meant = running.Length > 0 ? LoraToolRow.All.First(tool => tool.Name == running).Options : Options.All;
        var near = meant.FirstOrDefault(option => option.Name.EndsWith(row.Name, StringComparison.Ordinal));
        var hint = near is null ? "." : $"; did you mean '{near}'?";
        var reads = running.Length > 0 ? $"{running} does not read it" : "a build does not read it";
        return $"{written} is a property of the target {string.Join(" or ", tools.Select(tool => tool.Name))}, and {reads}{hint}";
    }
}
