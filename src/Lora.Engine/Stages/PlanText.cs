using Lora.Project;
using Lora.Training;

namespace Lora.Engine;

/// <summary>The plan that is shown before a training: what will be trained, how often, how.</summary>
internal static class PlanText
{
    internal static void Print(StageRequest request, TrainingData data, TrainingPlan plan, IEvents events)
    {
        var p = request.Parameters;
        var buckets = string.Join(", ", data.Set.Buckets.Select(bucket =>
            FormattableString.Invariant($"{bucket.Width * data.Facts.PixelsPerLatent}x{bucket.Height * data.Facts.PixelsPerLatent}: {bucket.Samples.Count}")));
        var repeats = request.Images.Select(image => image.Repeats).Distinct().Order().ToList();
        var times = repeats is [var one] ? FormattableString.Invariant($"{one}") : FormattableString.Invariant($"{repeats[0]} to {repeats[^1]}");
        var accumulation = p.GradientAccumulationSteps > 1 ? FormattableString.Invariant($" x {p.GradientAccumulationSteps} accumulated") : "";
        var until = plan.EndedBy == "MaxTrainSteps"
            ? FormattableString.Invariant($"MaxTrainSteps {p.MaxTrainSteps}")
            : FormattableString.Invariant($"MaxTrainEpochs {p.MaxTrainEpochs}");
        events.Say($"Training {request.OutputName}");
        events.Say(FormattableString.Invariant($"  images: {plan.Images}, repeats: {times}, samples an epoch: {plan.SamplesPerEpoch}"));
        events.Say($"  buckets: {buckets}");
        events.Say(FormattableString.Invariant(
            $"  epochs: {plan.Epochs}, batch: {p.TrainBatchSize}{accumulation}, steps: {plan.TotalSteps} ({plan.StepsPerEpoch} an epoch; ended by {until})"));
        events.Say(FormattableString.Invariant($"  LoRA: dim {p.NetworkDim}, alpha {p.NetworkAlpha}; {Rates(p)}, {p.LrScheduler}; seed {p.Seed}"));
    }

    private static string Rates(TrainingParameters p) => (p.TrainsUnet, p.TrainsTextEncoder) switch
    {
        (true, true) => FormattableString.Invariant($"U-Net {p.UnetLr}, text encoder {p.TextEncoderLr}"),
        (true, false) => FormattableString.Invariant($"U-Net {p.UnetLr}, text encoder not trained"),
        _ => FormattableString.Invariant($"text encoder {p.TextEncoderLr}, U-Net not trained"),
    };
}
