using Lora.Project;
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
        var reader = new ProjectReader(Input(objDirectory), ProjectSource.Load(ProjectFile), hashes.Hash);
        var plan = reader.Read();
        hashes.Save();
        var session = new BuildSession(plan, StageKeys.Of(plan), reader.Findings);
        session.Register((IBuildEngine4)BuildEngine);
        Refresh(session);
        return true;
    }

    private void Refresh(BuildSession session)
    {
        var paths = session.Plan.Paths;
        var keyFiles = new List<ITaskItem>();
        var standing = new Dictionary<StageName, IReadOnlyList<OutputFile>>();
        foreach (var stage in Stage.All.Select(stage => stage.Name).Where(session.Plan.Runs))
        {
            var files = new StageFiles(paths, stage);
            keyFiles.Add(new TaskItem(files.Key, new Dictionary<string, string> { ["Stage"] = stage.ToString() }));
            if (files.Refresh(session.Keys[stage], out var changed) is { } outputs)
            {
                standing[stage] = outputs;
            }

            if (changed.Count > 0)
            {
                Log.LogMessage(MessageImportance.High, "{0} runs again: {1} changed.", stage, Shorten(changed));
            }
        }

        KeyFiles = [.. keyFiles];
        UpToDateOutputs = [.. standing.Values.SelectMany(outputs => outputs).Select(output => new TaskItem(output.In(paths)))];
        IsUpToDate = standing.Count == keyFiles.Count && !session.HasErrors;
        if (session.HasErrors)
        {
            // Validate has to run and say so, in every build until it is mended
            File.Delete(new StageFiles(paths, StageName.Validate).Result);
            return;
        }

        foreach (var warning in session.Findings)
        {
            Log.Log(warning);
        }

        if (IsUpToDate)
        {
            LockWriter.Write(session, standing);
        }
    }

    private static string Shorten(IReadOnlyList<string> names) =>
        names.Count <= 6 ? string.Join(", ", names) : FormattableString.Invariant($"{string.Join(", ", names.Take(5))} and {names.Count - 5} more");

    private ProjectInput Input(string objDirectory) => new()
    {
        ProjectFile = ProjectFile,
        Properties = Parameters.ToDictionary(item => item.ItemSpec, item => item.GetMetadata("Value"), StringComparer.Ordinal),
        GlobalProperties = [.. ((IBuildEngine6)BuildEngine).GetGlobalProperties().Keys],
        Images = [.. Images.Select(item => Item(item, PromptTable.Image))],
        Prompts = [.. Prompts.Select(item => Item(item, PromptTable.Prompt))],
        ObjDirectory = objDirectory,
        OutDirectory = Path.TrimEndingDirectorySeparator(OutDirectory),
        OutputName = OutputName,
    };

    private static InputItem Item(ITaskItem item, IReadOnlyList<Parameter> table)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in table)
        {
            if (item.GetMetadata(parameter.Name) is { Length: > 0 } value)
            {
                metadata[parameter.Name] = value;
            }
        }

        return new InputItem(item.ItemSpec, item.GetMetadata("FullPath"), item.GetMetadata("_LoraDefault") == "true", metadata);
    }
}
