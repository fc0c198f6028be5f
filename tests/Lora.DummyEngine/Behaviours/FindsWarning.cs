using Lora.Project;

namespace Lora.DummyEngine;

/// <summary>Finds something worth a warning in Validate and in Train, and works.</summary>
internal sealed class FindsWarning : Behaviour
{
    protected override void Stage(StageRequest request)
    {
        Finding[] findings = request.Stage == Vocabulary.Stage.Validate ? [DatasetDiagnostics.CaptionEmpty.At("The caption of 'images/a.png' is empty.",
            "a.txt", 1, 1)]
            : request.Stage == Vocabulary.Stage.Train ? [TrainingDiagnostics.UnusualSteps.At("The training has 4 steps.", request.Paths.ProjectFile)]
            : [];
        foreach (var finding in findings)
        {
            Say(new FindingEvent(finding));
        }

        Finish(request, findings);
    }
}
