using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>An evaluated item.</summary>
/// <param name="Include">As MSBuild gives it, project-relative for files.</param>
/// <param name="FullPath">Absolute.</param>
/// <param name="IsDefault">It was found in the folder, not named by the user.</param>
/// <param name="Metadata">By name; only what is not empty.</param>
public sealed record InputItem(string Include, string FullPath, bool IsDefault, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Where a file that the project names says it; null where MSBuild has it.</summary>
    public SourcePlace? Imported { get; init; }
}

/// <summary>A project as MSBuild has evaluated it.</summary>
public sealed record ProjectInput
{
    /// <summary>Absolute path of the <c>.loraproj</c>.</summary>
    public required string ProjectFile { get; init; }

    /// <summary>The properties of <see cref="Vocabulary.Options"/> by name; only what is not empty.</summary>
    public required IReadOnlyDictionary<string, string> Properties { get; init; }

    /// <summary>Options in files that the project names, one layer a file; an earlier one goes before a later one, the project's own before all.</summary>
    internal IReadOnlyList<OptionLayer> Imported { get; init; } = [];

    /// <summary>The tool that this is read for, a name of <see cref="LoraToolRow.All"/>; empty for a build.</summary>
    public string Tool { get; init; } = "";

    /// <summary>It is built, not asked about: <c>LoraLockedMode</c> counts.</summary>
    public bool IsForBuild { get; init; }

    /// <summary>The environment says that this is continuous integration (<c>CI=true</c>).</summary>
    public bool IsCi { get; init; }

    /// <summary>As <see cref="ComparedVersion.Revision"/>, where this is such a project; else null.</summary>
    public (string Tree, string Root)? Revision { get; init; }

    /// <summary>Names of the global properties (<c>-p:</c>).</summary>
    public required IReadOnlyCollection<string> GlobalProperties { get; init; }

    public required IReadOnlyList<InputItem> Images { get; init; }

    public IReadOnlyList<InputItem> RegularizationImages { get; init; } = [];

    public required IReadOnlyList<InputItem> Prompts { get; init; }

    public IReadOnlyList<InputItem> TagRules { get; init; } = [];

    public IReadOnlyList<InputItem> TrainPhases { get; init; } = [];

    public IReadOnlyList<InputItem> Bases { get; init; } = [];

    public IReadOnlyList<InputItem> KohyaDatasets { get; init; } = [];

    public IReadOnlyList<InputItem> KohyaConfigs { get; init; } = [];

    public IReadOnlyList<ReferencedProject> References { get; init; } = [];

    /// <summary>Which of <see cref="Vocabulary.ProjectOptions.BaseModels"/> this build is for; without meaning where that is not set.</summary>
    public string Alias { get; init; } = "";

    /// <summary>The packages chosen for the runtime and this kind of machine, by name.</summary>
    public IReadOnlyList<string> EnginePackages { get; init; } = [];

    /// <summary><see cref="StagePaths.ObjDirectory"/>.</summary>
    public required string ObjDirectory { get; init; }

    /// <summary><see cref="StagePaths.OutDirectory"/>.</summary>
    public required string OutDirectory { get; init; }

    /// <summary><see cref="BuildPlan.OutputName"/>.</summary>
    public required string OutputName { get; init; }

    /// <summary>True if the project file, its imports or the command line says what the option is; MSBuild hands on an empty text where nobody does.</summary>
    internal bool Writes(Option option) => Properties.GetValueOrDefault(option.Name, "").Trim().Length > 0;

    /// <summary>The folder of the project file.</summary>
    public string Directory => Path.GetDirectoryName(ProjectFile)!;

    /// <summary>
    /// An absolute path of one that is relative to the project file; '\' separates too, as in MSBuild. A leading <c>~/</c> is the home folder.
    /// </summary>
    public string Resolve(string path) => UserPath.Resolve(Directory, path);

    /// <summary>
    /// The same for what is no source of the dataset, as models, LoRAs and the store: of an earlier revision, whose tree lacks what git does not keep, they are
    /// those at the same place now.
    /// </summary>
    /// <param name="path">As it is written.</param>
    /// <param name="folder">The folder that it is relative to; null: the project's.</param>
    internal string ResolveModel(string path, string? folder = null)
    {
        folder ??= Directory;
        var place = UserPath.Resolve(folder, path);
        if (Revision is not { } revision || Path.Exists(place) || Path.GetRelativePath(revision.Tree, folder) is not { } inside || inside.StartsWith("..",
            StringComparison.Ordinal) || Path.IsPathRooted(inside))
        {
            return place;
        }

        var now = UserPath.Resolve(Path.Combine(revision.Root, inside), path);
        return Path.Exists(now) ? now : place;
    }
}
