using System.Globalization;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>The plan that is shown before a training: what will be trained, how often, how.</summary>
internal static class PlanText
{
    internal static void Print(StageRequest request, TrainingData data, TrainingPlan plan, IEvents events)
    {
        var p = request.Values;
        var side = data.Model.Latents.PixelsPerLatent;
        var buckets = string.Join(", ", data.Set.Buckets.Select(bucket =>
            FormattableString.Invariant($"{bucket.Width * side}x{bucket.Height * side}: {bucket.Samples.Count}")));
        var repeats = request.Images.Select(image => image.Repeats).Distinct().Order().ToList();
        var times = repeats is [var one] ? FormattableString.Invariant($"{one}") : FormattableString.Invariant($"{repeats[0]} to {repeats[^1]}");
        var accumulation = p.Get(RunOptions.GradientAccumulationSteps) > 1
            ? FormattableString.Invariant($" x {p.Get(RunOptions.GradientAccumulationSteps)} accumulated")
            : "";
        var until = $"{plan.EndedBy} {p.Text(plan.EndedBy)}";
        events.Say($"Training {request.OutputName}");
        events.Say(FormattableString.Invariant($"  images: {plan.Images}, repeats: {times}, samples an epoch: {plan.SamplesPerEpoch}"));
        events.Say($"  buckets: {buckets}");
        var steps = FormattableString.Invariant($"steps: {plan.TotalSteps} ({plan.StepsPerEpoch} an epoch; ended by {until})");
        events.Say(FormattableString.Invariant($"  epochs: {plan.Epochs}, batch: {p.Get(RunOptions.TrainBatchSize)}{accumulation}, {steps}"));
        var network = FormattableString.Invariant($"dim {p.Get(NetworkOptions.NetworkDim)}, alpha {p.Get(NetworkOptions.NetworkAlpha)}");
        events.Say($"  LoRA: {network}; {Rates(p)}, {p.Get(RateOptions.LrScheduler)}; seed {p.Text(RunOptions.Seed)}");
        events.Say($"  memory: {Memory(TrainingMemory.Of(data.Model, data.Set, p), p.Get(EngineOptions.Device))}");
    }

    private static string Memory(TrainingMemory memory, DeviceName device)
    {
        var place = device.Kind == DeviceName.CpuKind ? "of memory" : "on the GPU";
        var parts = $"weights {Gigabytes(memory.Weights)}, LoRA {Gigabytes(memory.Adapters)}, activations {Gigabytes(memory.Activations)}";
        return $"about {Gigabytes(memory.Total)} GB {place} ({parts}, engine {Gigabytes(memory.Engine)})";
    }

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Rates(OptionValues p) => (p.TrainsUnet, p.TrainsTextEncoder) switch
    {
        (true, true) => FormattableString.Invariant($"U-Net {p.Get(RateOptions.UnetLr)}, text encoder {p.Get(RateOptions.TextEncoderLr)}"),
        (true, false) => FormattableString.Invariant($"U-Net {p.Get(RateOptions.UnetLr)}, text encoder not trained"),
        _ => FormattableString.Invariant($"text encoder {p.Get(RateOptions.TextEncoderLr)}, U-Net not trained"),
    };
}
