using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>
/// Runs in every build: reads the project, hashes what changed, and writes the key file of each stage when it differs. Starts no engine. What is wrong in the
/// project is reported by Validate, together with what is wrong in the pictures.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed partial class PlanStages : PlanningTask
{
    private protected override bool Run()
    {
        var objDirectory = Path.TrimEndingDirectorySeparator(ObjDirectory);
        var input = Input(objDirectory);
        var session = Read(input, LooksOnly) with
        {
            Engine = Engine,
            LiveProgress = LiveProgress,
            EnginePackages = EnginePackageNames,
            AssetsFile = AssetsFile,
            NoWarn = NoWarn.Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        };
        session.Register((IBuildEngine4)BuildEngine);
        if (LooksOnly)
        {
            return true;
        }

        SarifWriter.Begin(session);
        LogNames(session);
        // nothing long begins in a project that is wrong
        IsBaseMissing = session is { Plan.ToFetch: not null, HasErrors: false };
        if (!IsBaseMissing)
        {
            Refresh(session);
        }

        return !Log.HasLoggedErrors;
    }

    // a tool runs whatever else is wrong in a project that it takes little of
    private void LogNames(BuildSession session)
    {
        Descriptor[] ofNames = Tool.Length == 0 ? [] : session.HasErrors
            ? [ProjectDiagnostics.UnknownProperty, ProjectDiagnostics.PropertyWithoutEffect] : [ProjectDiagnostics.UnknownProperty];
        foreach (var finding in session.Findings.Where(finding => ofNames.Any(descriptor => descriptor.Code == finding.Code)))
        {
            Log.Log(finding);
        }
    }

    private ProjectInput Input(string objDirectory) => new()
    {
        ProjectFile = ProjectFile,
        Properties = Options.ToDictionary(item => item.ItemSpec, item => item.GetMetadata("Value"), StringComparer.Ordinal),
        GlobalProperties = [.. ((IBuildEngine6)BuildEngine).GetGlobalProperties().Keys],
        Images = [.. Images.Select(item => Item(item, ImageOptions.Group))],
        RegularizationImages = [.. RegularizationImages.Select(item => Item(item, RegularizationImageOptions.Group))],
        Prompts = [.. Prompts.Select(item => Item(item, PromptOptions.Group))],
        TagRules = [.. TagRules.Select(item => Item(item, TagRuleOptions.Group))],
        TrainPhases = [.. TrainPhases.Select(item => Item(item, TrainPhaseOptions.Group))],
        Bases = [.. Bases.Select(item => Item(item, BaseItemOptions.Group))],
        KohyaDatasets = [.. KohyaDatasets.Select(item => Item(item, KohyaDatasetOptions.Group))],
        KohyaConfigs = [.. KohyaConfigs.Select(item => Item(item, KohyaConfigOptions.Group))],
        References = [.. References.Select(Reference)],
        Alias = Alias,
        Tool = Tool,
        IsForBuild = Tool.Length == 0 && !Prints && !LooksOnly,
        IsCi = Ci.Trim().Equals("true", StringComparison.OrdinalIgnoreCase),
        Revision = Tree.Length > 0 ? (Tree, TreeRoot) : null,
        ObjDirectory = objDirectory,
        OutDirectory = Path.TrimEndingDirectorySeparator(OutDirectory),
        OutputName = OutputName,
        EnginePackages = EnginePackageNames,
    };

    private ReferencedProject Reference(ITaskItem reference)
    {
        var path = reference.GetMetadata("FullPath");
        var made = Referenced.FirstOrDefault(output => output.GetMetadata("MSBuildSourceProjectFile") == path);
        return new(reference.ItemSpec, path, reference.GetMetadata("OutputItemType"), made?.GetMetadata("FullPath") ?? "");
    }

    private string[] EnginePackageNames => [.. EnginePackages.Select(item => item.ItemSpec)];

    private InputItem Item(ITaskItem item, OptionGroup rows)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (item.GetMetadata(row.Name) is { Length: > 0 } value)
            {
                metadata[row.Name] = value;
            }
        }

        var isDefault = item.GetMetadata("_LoraDefault") == "true";
        return new InputItem(item.ItemSpec, isDefault ? PathOf(item) : item.GetMetadata("FullPath"), isDefault, metadata);
    }

    // MSBuild asks the system for the current folder each time, and there may be tens of thousands of files
    private string PathOf(ITaskItem item) =>
        item.ItemSpec.Contains('\\', StringComparison.Ordinal) ? item.GetMetadata("FullPath") : Path.GetFullPath(item.ItemSpec, Directory);

    private string Directory => field ??= Path.GetDirectoryName(ProjectFile)!;
}
