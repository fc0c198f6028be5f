using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Lora.Build.Tasks;

/// <summary>Reads the project, and says which stages have something to do.</summary>
public abstract class PlanningTask : LoraTask
{
    /// <summary>The key files of the stages that this project has; metadata Stage, Hash. Ex: obj/mychar/sd15/Train.key.json with Stage=Train.</summary>
    [Output]
    public ITaskItem[] KeyFiles { get; set; } = [];

    /// <summary>Where the base model lies, absolute. Ex: /home/me/models/illustrious.safetensors.</summary>
    [Output]
    public string BaseModelPath { get; set; } = "";

    /// <summary>Where another autoencoder lies, absolute; empty where none is named. Ex: /home/me/models/sdxl-vae-fp16-fix.safetensors.</summary>
    [Output]
    public string VaeModelPath { get; set; } = "";

    /// <summary>The folder with the base model's configs, absolute; empty where none is named. Ex: /home/me/models/tiny-xl.</summary>
    [Output]
    public string BaseModelConfigPath { get; set; } = "";

    /// <summary>True if no stage has anything to do.</summary>
    [Output]
    public bool IsUpToDate { get; set; }

    /// <summary>What the project says now; the engine is the caller's to name.</summary>
    /// <param name="input">The project.</param>
    /// <param name="looksOnly">Nothing is written, not even what saves the next build time.</param>
    private protected static BuildSession Read(ProjectInput input, bool looksOnly = false)
    {
        var hashes = new StatCache(Path.Combine(input.ObjDirectory, "hashes.tsv"), () => DateTime.UtcNow);
        var sources = SourceFiles.Load(input.ProjectFile);
        var imported = KohyaImport.Of(input, sources);
        var reader = new ProjectReader(imported.Project, sources, hashes);
        var plan = reader.Read();
        if (!looksOnly)
        {
            hashes.Save();
        }

        var findings = imported.Findings.Concat(reader.Findings);
        // what is wrong in the project differs by that, and a base model that is still to be fetched differs until then
        var locked = input.IsForBuild && plan.ToFetch is null && LockedBuild.IsOn(plan, input.IsCi) && !findings.Any(found => found.Severity is Severity.Error)
            ? LockedBuild.Of(plan, LockWriter.SdkVersion) : null;
        return new BuildSession(input, plan, StageKeys.Of(plan), [.. findings.Concat(locked?.Findings ?? []).Order().Distinct()]) { Locked = locked };
    }

    /// <summary>Writes the key files that differ, and sets the outputs.</summary>
    private protected void Refresh(BuildSession session)
    {
        var paths = session.Plan.Paths;
        (BaseModelPath, VaeModelPath, BaseModelConfigPath) = (paths.BaseModel, paths.VaeModel, paths.BaseModelConfig);
        var keyFiles = new List<ITaskItem>();
        var standing = new Dictionary<Stage, StageMade>();
        StageFiles[] all = [.. session.Plan.Stages.Select(stage => new StageFiles(paths, stage))];
        var refreshed = new StageMade?[all.Length];
        Parallel.For(0, all.Length, i => refreshed[i] = all[i].Refresh(session.Keys[all[i].Stage]));
        foreach (var (files, made) in all.Zip(refreshed))
        {
            var stage = files.Stage;
            keyFiles.Add(new TaskItem(files.Key, new Dictionary<string, string> { ["Stage"] = stage.Name, ["Hash"] = session.Keys[stage].Hash }));
            if (made is not null)
            {
                standing[stage] = made;
            }
            else if (StageChanges.Of(session.Plan, session.Keys[stage]) is { Count: > 0 } changes)
            {
                var fate = session.Plan.HasStored(session.Keys[stage]) ? "is taken from the store" : "runs again";
                Log.LogMessage(MessageImportance.High, "{0} {1}: {2}.", stage, fate, StageChanges.Short(changes));
            }
        }

        KeyFiles = [.. keyFiles];
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

        if (standing.TryGetValue(Stage.Validate, out var validated))
        {
            SarifWriter.Write(session, BuildEngine, Log, session.Findings.Concat(validated.Findings));
        }

        if (IsUpToDate)
        {
            LockWriter.Write(session, standing.ToDictionary(pair => pair.Key, pair => pair.Value.Outputs), Log);
        }
    }
}
