using Lora.Project;

namespace Lora.DummyEngine;

/// <summary>Finds something wrong in the user's pictures.</summary>
internal sealed class FindsFault : Behaviour
{
    protected override void Stage(StageRequest request)
    {
        Finding[] findings =
        [
            DatasetDiagnostics.CaptionNotUtf8.At("'b.txt' is not UTF-8 {0}.", "b.txt", 2, 5),
            DatasetDiagnostics.CaptionEmpty.At("'a.txt' is empty.", "a.txt"),
            ProjectDiagnostics.ImpossibleCombination.At("The engine sees more.", request.Paths.ProjectFile, 7, 1),
        ];
        foreach (var finding in findings)
        {
            Say(new FindingEvent(finding));
        }

        Say(new ResultEvent(new StageResult(request.Stage, request.Key, Success: false, Cancelled: false, FromStore: false, [], findings)));
    }
}
