using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Finds names that neither we nor .NET know: a misspelt option must never be silence.</summary>
internal static class UnknownNames
{
    // properties of the SDK itself that a project or a command line may set
    private static readonly string[] OurProperties =
    [
        "EnableDefaultImageItems", "InspectFile", "LoraLiveProgress", "LoraToolsDirectory", "WriteEditedCaptions",
    ];

    private static IEnumerable<string> PropertyNames =>
        Options.All.Concat(ToolOptions.Group).Select(option => option.Name).Concat(OurProperties);

    /// <summary>
    /// Unknown properties, items and metadata that stand in the project's files, and unknown names of the command line. A name is left alone if it begins with
    /// '_' or if one of the files reads it.
    /// </summary>
    /// <param name="sources">The files as written.</param>
    /// <param name="commandLine">The names of the global properties (<c>-p:</c>).</param>
    public static IEnumerable<Finding> Find(SourceFiles sources, IEnumerable<string> commandLine)
    {
        foreach (var element in sources.Elements)
        {
            if (!element.Name.StartsWith('_') && !IsKnown(element) && !sources.Uses(element.Name))
            {
                yield return Describe(element).At(Sentence(element), element.Place);
            }
        }

        foreach (var name in commandLine)
        {
            if (!name.StartsWith('_') && !IsKnownProperty(name) && !sources.Uses(name))
            {
                var hint = Hint(name, PropertyNames, DotNetNames.Properties);
                var problem = $"'{name}' on the command line is no property of Lora.Sdk or .NET{hint}";
                yield return ProjectDiagnostics.UnknownProperty.At(problem, sources.ProjectFile);
            }
        }
    }

    private static bool IsKnown(ProjectElement element) => element.Kind switch
    {
        ElementKind.Property => IsKnownProperty(element.Name),
        ElementKind.Item => Items.Find(element.Name) is not null || DotNetNames.IsItem(element.Name),
        _ => Items.Find(element.Owner) is not { } rows || rows.Find(element.Name) is not null,
    };

    private static bool IsKnownProperty(string name) => Options.Find(name) is not null || ToolOptions.Group.Find(name) is not null
        || OurProperties.Contains(name, StringComparer.OrdinalIgnoreCase) || DotNetNames.IsProperty(name);

    private static Descriptor Describe(ProjectElement element) => element.Kind switch
    {
        ElementKind.Property => ProjectDiagnostics.UnknownProperty,
        ElementKind.Item => ProjectDiagnostics.UnknownItem,
        _ => ProjectDiagnostics.UnknownMetadata,
    };

    private static string Sentence(ProjectElement element) => element.Kind switch
    {
        ElementKind.Property => $"<{element.Name}> is no property of Lora.Sdk or .NET{Hint(element.Name, PropertyNames, DotNetNames.Properties)}",
        ElementKind.Item => $"<{element.Name}> is no item of Lora.Sdk or .NET{Hint(element.Name, Items.All.Select(group => group.Title), DotNetNames.Items)}",
        _ => $"'{element.Name}' is no metadata of {element.Owner}{Hint(element.Name, Items.Find(element.Owner)!.Select(option => option.Name), [])}",
    };

    // ours come first: of two names equally near, the one of this SDK is meant
    private static string Hint(string name, IEnumerable<string> ours, IEnumerable<string> others) =>
        (NearestName.Of(name, ours.Concat(others.Order(StringComparer.Ordinal)))) is { } near ? $"; did you mean '{near}'?" : ".";
}
