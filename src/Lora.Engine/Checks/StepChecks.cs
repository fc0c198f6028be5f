using Lora.Diffusion;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Whether the training is as long as its kind of model usually needs.</summary>
internal static class StepChecks
{
    private const int Fewest = 200;

    /// <param name="request">What is asked for.</param>
    /// <param name="samplesOfBuckets">Pictures times repeats of each bucket; empty where a picture is not understood, which has been reported.</param>
    /// <param name="family">The base model's.</param>
    /// <param name="outputs">Told what is found.</param>
    internal static void Check(StageRequest request, IReadOnlyList<int> samplesOfBuckets, IModelFamily family, StageOutputs outputs)
    {
        if (samplesOfBuckets.Count == 0
            || request.AnyWrong(RunOptions.MaxTrainEpochs, RunOptions.MaxTrainSteps, RunOptions.TrainBatchSize, RunOptions.GradientAccumulationSteps))
        {
            return;
        }

        var run = RunLength.Of(request.Values, RunLength.Batches(samplesOfBuckets, request.Get(RunOptions.TrainBatchSize)));
        var steps = request.TrainPhases.Count > 0 ? request.TrainPhases.Sum(phase => StepsOf(phase, request)) : run.TotalSteps;
        if (steps < Fewest || steps > family.UsualSteps)
        {
            outputs.Report(TrainingDiagnostics.UnusualSteps.At(
                FormattableString.Invariant($"The training has {steps} steps; {Fewest} to {family.UsualSteps} are usual with {family.DisplayName}."),
                request.TrainPhases.Count > 0 ? request.TrainPhases[0].Place : request.PlaceOf(run.EndedBy)));
        }
    }

    // as if its pictures were in one bucket: each further one adds at most a step an epoch
    private static long StepsOf(TrainPhaseItem phase, StageRequest request)
    {
        var shown = phase.Images.ToHashSet();
        var samples = request.Images.Where(image => shown.Contains(image.Index)).Sum(image => image.Repeats);
        return RunLength.Of(phase.Values, RunLength.Batches([samples], phase.Values.Get(RunOptions.TrainBatchSize))).TotalSteps;
    }
}
