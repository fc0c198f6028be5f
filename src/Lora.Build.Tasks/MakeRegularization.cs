using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>
/// Has the base model draw regularization images from the training captions. What is wrong in those that lie there already does not matter: they are made anew.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class MakeRegularization : EngineWorkTask
{
    private protected override string Name => nameof(MakeRegularization);

    private protected override void Check(BuildSession session)
    {
        var folder = session.Plan.Regularization(session.Input.Resolve).Folder;
        // new ones are another lock file's, and nothing of this one's
        var others = session.Findings.Except(session.Locked?.Findings ?? []);
        foreach (var finding in others.Where(finding => finding.Severity is Severity.Error && !IsMade(folder, finding, session.Plan.Paths)))
        {
            Log.Log(finding);
        }
    }

    private protected override StageRequest Request(BuildSession session) => RunStage.Request(Stage.Sample, session) with
    {
        RegularizationWork = session.Plan.Regularization(session.Input.Resolve),
        TagRules = session.Plan.TagRules,
    };

    // about a file in the folder, or about an item that waits for the first ones there
    private static bool IsMade(string folder, Finding finding, StagePaths paths) =>
        finding.File?.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) == true
        || (finding.Code == ProjectDiagnostics.ItemWithoutEffect.Code
            && finding.Message.StartsWith(
                $"No file matches '{Path.GetRelativePath(paths.ProjectDirectory, folder).Replace('\\', '/')}/", StringComparison.Ordinal));
}
