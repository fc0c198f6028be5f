using Lora.Training;

namespace Lora.Engine;

/// <summary>
/// A training's log as TensorBoard's scalars under the names of kohya's scripts, so that runs of both lie in one chart. What is said once an epoch stands at
/// the epoch's number, as there. Source: sd-scripts, train_network.NetworkTrainer.
/// </summary>
internal static class TrainingScalars
{
    /// <summary>Below <c>logs</c>: a folder a LoRA, which TensorBoard shows as a run. It takes a file for its own by the name's beginning.</summary>
    internal static string FileOf(string outputName) => $"{outputName}/events.out.tfevents.0.lora";

    /// <summary>The whole event file.</summary>
    internal static byte[] Of(TrainingLog log)
    {
        var file = new EventFile();
        var validations = log.Validations.ToLookup(validation => validation.Step);
        foreach (var (index, step) in log.Steps.Index())
        {
            var endsEpoch = log.EndsEpoch(index);
            file.Add(step.Step, step.Step, OfStep(step));
            if (endsEpoch)
            {
                file.Add(step.Step, step.Epoch, ("loss/epoch_average", step.AverageLoss));
            }

            foreach (var validation in validations[step.Step])
            {
                var name = endsEpoch ? "loss/validation/epoch" : "loss/validation/step";
                file.Add(step.Step, endsEpoch ? step.Epoch : step.Step,
                    ($"{name}_average", validation.Loss), ($"{name}_divergence", validation.Loss - step.AverageLoss));
            }
        }

        return file.ToBytes();
    }

    private static IEnumerable<(string Tag, double Value)> OfStep(TrainingProgress step) =>
    [
        ("loss/current", step.Loss),
        ("loss/average", step.AverageLoss),
        .. step.Rates.Select(rate => ($"lr/{NameOf(rate.Group)}", rate.Rate)),
        .. step.Rates.Where(rate => rate.AdaptedRate is not null).Select(rate => ($"lr/d*lr/{NameOf(rate.Group)}", rate.AdaptedRate!.Value)),
        .. step.Figures.Select(figure => (figure.Name, figure.Value)),
    ];

    // text_encoder is textencoder there
    private static string NameOf(string group) => group.Replace("text_encoder", "textencoder", StringComparison.Ordinal);
}
