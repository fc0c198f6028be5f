using Lora.Project;
using Lora.Training;

namespace Lora.Engine;

/// <summary>The phases of a request over the samples that were gathered for it.</summary>
internal static class TrainingPhases
{
    internal static IReadOnlyList<TrainingPhase> Of(StageRequest request, TrainingData data) =>
    [
        .. request.TrainPhases.Select(phase =>
        {
            var shown = phase.Images.ToHashSet();
            return new TrainingPhase(
                phase.Name, phase.Values, data.Set.Showing(Enumerable.Range(0, data.Images.Count).Where(sample => shown.Contains(data.Images[sample]))));
        }),
    ];
}
