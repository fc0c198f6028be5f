using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Task = Microsoft.Build.Utilities.Task;

namespace Lora.Build.Tasks;

/// <summary>
/// Runs in every build: reads the project, hashes what changed, and writes the key file of each stage when it differs. Starts no engine. What is wrong in the
/// project is reported by Validate, together with what is wrong in the pictures.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed partial class PlanStages : Task
{
    public override bool Execute()
    {
        var objDirectory = Path.TrimEndingDirectorySeparator(ObjDirectory);
        var hashes = new StatCache(Path.Combine(objDirectory, "hashes.tsv"), () => DateTime.UtcNow);
        var reader = new ProjectReader(Input(objDirectory), SourceFiles.Load(ProjectFile), hashes);
        var plan = reader.Read();
        hashes.Save();
        (BaseModelPath, VaeModelPath, BaseModelConfigPath) = (plan.Paths.BaseModel, plan.Paths.VaeModel, plan.Paths.BaseModelConfig);
        var session = new BuildSession(plan, StageKeys.Of(plan), reader.Findings)
        {
            Engine = Engine,
            LiveProgress = LiveProgress,
            EnginePackages = EnginePackageNames,
            AssetsFile = AssetsFile,
        };
        session.Register((IBuildEngine4)BuildEngine);
        Refresh(session);
        return !Log.HasLoggedErrors;
    }

    private void Refresh(BuildSession session)
    {
        var paths = session.Plan.Paths;
        var keyFiles = new List<ITaskItem>();
        var standing = new Dictionary<Stage, StageMade>();
        foreach (var stage in session.Plan.Stages)
        {
            var files = new StageFiles(paths, stage);
            keyFiles.Add(new TaskItem(files.Key, new Dictionary<string, string> { ["Stage"] = stage.Name }));
            if (files.Refresh(session.Keys[stage], out var changed) is { } made)
            {
                standing[stage] = made;
            }

            if (changed.Count > 0)
            {
                Log.LogMessage(MessageImportance.High, "{0} runs again: {1} changed.", stage, Shorten(changed));
            }
        }

        KeyFiles = [.. keyFiles];
        UpToDateOutputs = [.. standing.Values.SelectMany(made => made.Outputs).Select(output => new TaskItem(output.In(paths)))];
        IsUpToDate = standing.Count == keyFiles.Count && !session.HasErrors;
        if (session.HasErrors)
        {
            // Validate has to run and say so, in every build until it is mended
            File.Delete(new StageFiles(paths, Stage.Validate).Result);
            return;
        }

        // a stage that has nothing to do says again what it found: a warning that fails one build fails the next one too
        foreach (var warning in session.Findings.Concat(standing.Values.SelectMany(made => made.Findings)).Order().Distinct())
        {
            Log.Log(warning);
        }

        if (IsUpToDate)
        {
            LockWriter.Write(session, standing.ToDictionary(pair => pair.Key, pair => pair.Value.Outputs));
        }
    }

    private static string Shorten(IReadOnlyList<string> names) =>
        names.Count <= 6 ? string.Join(", ", names) : FormattableString.Invariant($"{string.Join(", ", names.Take(5))} and {names.Count - 5} more");

    private ProjectInput Input(string objDirectory) => new()
    {
        ProjectFile = ProjectFile,
        Properties = Options.ToDictionary(item => item.ItemSpec, item => item.GetMetadata("Value"), StringComparer.Ordinal),
        GlobalProperties = [.. ((IBuildEngine6)BuildEngine).GetGlobalProperties().Keys],
        Images = [.. Images.Select(item => Item(item, ImageOptions.Group))],
        Prompts = [.. Prompts.Select(item => Item(item, PromptOptions.Group))],
        Bases = [.. Bases.Select(item => Item(item, BaseItemOptions.Group))],
        Alias = Alias,
        ObjDirectory = objDirectory,
        OutDirectory = Path.TrimEndingDirectorySeparator(OutDirectory),
        OutputName = OutputName,
        EnginePackages = EnginePackageNames,
    };

    private string[] EnginePackageNames => [.. EnginePackages.Select(item => item.ItemSpec)];

    private static InputItem Item(ITaskItem item, OptionGroup rows)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (item.GetMetadata(row.Name) is { Length: > 0 } value)
            {
                metadata[row.Name] = value;
            }
        }

        return new InputItem(item.ItemSpec, item.GetMetadata("FullPath"), item.GetMetadata("_LoraDefault") == "true", metadata);
    }
}
