using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>
/// Shows what becomes of the captions, or writes it back. What is wrong elsewhere in the project does not matter; what is wrong in the rules does.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class WorkOnCaptions : EngineWorkTask
{
    private static readonly string[] Stopping =
        [DatasetDiagnostics.MetadataWrong.Code, DatasetDiagnostics.MetadataWithoutImage.Code, DatasetDiagnostics.TagRuleWrong.Code];

    /// <summary>The file that remembers what was written; empty to show. Ex: /home/me/mychar/obj/mychar/captions.written.tsv.</summary>
    public string Record { get; set; } = "";

    /// <summary>True to write captions that a person has changed since they were written last. Ex: true.</summary>
    public bool OverEdits { get; set; }

    /// <summary>What the captions of each of several base models depend on, with '+' between; empty in a build for one. Ex: db5591a0...+68a4bd45...</summary>
    public string Keys { get; set; } = "";

    private protected override string Name => "Captions";

    private protected override void Check(BuildSession session)
    {
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
    }

    private protected override StageRequest Request(BuildSession session) =>
        RunStage.Request(Stage.Tag, session) with { CaptionWork = new(Record, OverEdits) };
}
