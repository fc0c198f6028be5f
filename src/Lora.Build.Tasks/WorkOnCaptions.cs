using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Lora.Build.Tasks;

/// <summary>
/// Shows what becomes of the captions, or writes it back. What is wrong elsewhere in the project does not matter; what is wrong in the rules does.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class WorkOnCaptions : Task
{
    private static readonly string[] Stopping =
        [DatasetDiagnostics.MetadataWrong.Code, DatasetDiagnostics.MetadataWithoutImage.Code, DatasetDiagnostics.TagRuleWrong.Code];

    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    /// <summary>The file that remembers what was written; empty to show. Ex: /home/me/mychar/obj/mychar/captions.written.tsv.</summary>
    public string Record { get; set; } = "";

    /// <summary>True to write captions that a person has changed since they were written last. Ex: true.</summary>
    public bool OverEdits { get; set; }

    /// <summary>What the captions of each of several base models depend on, with '+' between; empty in a build for one. Ex: db5591a0...+68a4bd45...</summary>
    public string Keys { get; set; } = "";

    public override bool Execute()
    {
        var build = (IBuildEngine4)BuildEngine;
        var session = BuildSession.Of(build, Path.TrimEndingDirectorySeparator(ObjDirectory));
        foreach (var finding in session.Findings.Where(finding => Stopping.Contains(finding.Code)))
        {
            Log.Log(finding);
        }

        if (Keys.Split('+').Distinct().Count() > 1)
        {
            Log.Log(DatasetDiagnostics.CaptionNotWritten.At(
                "The base models make different captions of the same files; 'dotnet build -t:WriteCaptions -f NAME' writes those of one.",
                session.Plan.Paths.ProjectFile));
        }

        if (Log.HasLoggedErrors)
        {
            return false;
        }

        var reporter = new StageReporter(BuildEngine, Log, session.LiveProgress);
        try
        {
            var file = Path.Combine(session.Plan.Paths.ObjDirectory, "Captions.request.json");
            NewFile.Write(file, StageJson.Write(RunStage.Request(Stage.Tag, session) with { CaptionWork = new(Record, OverEdits) }));
            var start = EngineEnvironment.StartInfo(session.Engine, session.Plan.Paths.ProjectDirectory);
            SharedEngine.Of(build, session.Engine).Use(start, EngineLimits.Default, engine => engine.Run(file, reporter.Show, reporter.ShowText));
        }
        catch (PackageException error)
        {
            Log.Log(EngineDiagnostics.PackageMissing.At(error.Message, error.File));
        }
        catch (EngineException error)
        {
            Log.Log(error.Finding with { File = error.Finding.File ?? session.Plan.Paths.ProjectFile });
        }

        foreach (var finding in reporter.Findings.Order().Distinct())
        {
            Log.Log(finding);
        }

        return !Log.HasLoggedErrors;
    }
}
