using System.Globalization;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>The plan that is shown before a training: what will be trained, how often, how.</summary>
internal static class PlanText
{
    internal static void Print(StageRequest request, TrainingData data, Trainer trainer, IEvents events)
    {
        var plan = trainer.Plan;
        var p = request.Values;
        var side = data.Model.Latents.PixelsPerLatent;
        var buckets = string.Join(", ", data.Set.Buckets.Select(bucket =>
            FormattableString.Invariant($"{bucket.Width * side}x{bucket.Height * side}: {bucket.Samples.Count}")));
        var repeats = request.Images.Where(image => !image.IsRegularization && !image.IsValidation).Select(image => image.Repeats).Distinct().Order().ToList();
        var times = repeats is [var one] ? FormattableString.Invariant($"{one}") : FormattableString.Invariant($"{repeats[0]} to {repeats[^1]}");
        var accumulation = p.Get(RunOptions.GradientAccumulationSteps) > 1
            ? FormattableString.Invariant($" x {p.Get(RunOptions.GradientAccumulationSteps)} accumulated")
            : "";
        events.Say($"Training {request.OutputName}");
        var regularization = request.Images.Count(image => image is { IsRegularization: true, IsAgain: false });
        ImageItem[] pictures = [.. request.Images.Where(image => image is { IsRegularization: false, IsValidation: false })];
        var images = FormattableString.Invariant($"{pictures.Count(image => !image.IsAgain)}{MultiResolution.InWords(pictures, p)}");
        events.Say(FormattableString.Invariant($"  images: {images}, repeats: {times}, samples an epoch: {plan.SamplesPerEpoch}"));
        if (regularization > 0)
        {
            var weight = p.Get(RateOptions.PriorLossWeight);
            var aim = p.Get(RateOptions.PriorPrediction) ? ", compared with the base model" : "";
            events.Say(FormattableString.Invariant(
                $"  of these {plan.RegularizationPerEpoch} of {regularization} regularization images, loss x {weight}{aim}"));
        }

        if (data.Held is { } held)
        {
            events.Say(FormattableString.Invariant($"  validation: {held.Samples.Count} more images, which are not trained on"));
        }

        if (!p.Get(DatasetOptions.CacheLatents))
        {
            events.Say($"  latents: encoded anew in each draw{Draws(request.Images)}");
        }

        if (data.Masked > 0)
        {
            events.Say(FormattableString.Invariant($"  masks: {data.Masked} of {data.Set.Samples.Count} pictures"));
        }

        foreach (var concept in Concepts.Of(request.Images))
        {
            events.Say($"  concept {concept}");
        }

        events.Say($"  buckets: {buckets}");
        var length = request.TrainPhases.Count > 0 ? "in phases" : Length(plan.Phases[0], p);
        var steps = FormattableString.Invariant($"steps: {plan.TotalSteps} ({length})");
        events.Say(FormattableString.Invariant($"  epochs: {plan.Epochs}, batch: {p.Get(RunOptions.TrainBatchSize)}{accumulation}, {steps}"));
        var network = FormattableString.Invariant($"dim {p.Get(NetworkOptions.NetworkDim)}, alpha {p.Get(NetworkOptions.NetworkAlpha)}");
        var sizes = p.Get(WeightsOptions.DimFromWeights) ? trainer.Start : null;
        var rates = request.TrainPhases.Count > 0 ? "" : $"{Rates(p)}, {p.LrSchedule}; ";
        events.Say($"  LoRA: {(sizes is null ? network : "sizes of NetworkWeights")}; {rates}seed {p.Text(RunOptions.Seed)}");
        foreach (var (phase, item) in plan.Phases.Zip(request.TrainPhases))
        {
            var warmup = item.Values.Get(RateOptions.LrWarmupSteps) is > 0 and var steep ? FormattableString.Invariant($" after a warm-up of {steep}") : "";
            events.Say(FormattableString.Invariant($"  phase '{phase.Name}': steps {phase.StepsBefore + 1} to {phase.LastStep} ")
                + $"({Length(phase, item.Values)}), "
                + FormattableString.Invariant($"images: {item.Images.Count}; {Rates(item.Values)}, {item.Values.LrSchedule}{warmup}"));
        }

        if (trainer.Start is { } start && request.NetworkWeights is { } weights)
        {
            events.Say(FormattableString.Invariant($"  goes on from {weights}: {start.Count} layers"));
        }

        if (request.BaseWeights.Count > 0)
        {
            events.Say($"  base model with {string.Join(", ", request.BaseWeights)}");
        }

        PrintMemory(request, TrainingMemory.Of(data.Model, data.Set, p, sizes), data.Model.Runtime.Memory.DeviceBytes, events);
    }

    private static string Draws(IReadOnlyList<ImageItem> images)
    {
        (string Kind, int Count)[] kinds =
        [
            ("other colours", images.Count(image => image.ColorAug)), ("random crop", images.Count(image => image.RandomCrop)),
            ("around a face", images.Count(image => image.Face is not null)),
        ];
        return string.Concat(kinds.Where(kind => kind.Count > 0).Select(kind => FormattableString.Invariant($"; {kind.Kind}: {kind.Count} of {images.Count}")));
    }

    private static string Length(PhasePlan phase, OptionValues p) =>
        FormattableString.Invariant($"{phase.StepsPerEpoch} an epoch; ended by {phase.EndedBy} {p.Text(phase.EndedBy)}");

    // an estimate: it warns in words, and stops nothing
    internal static void PrintMemory(StageRequest request, TrainingMemory memory, long deviceBytes, IEvents events)
    {
        events.Say($"  memory: {Memory(memory, request.Get(EngineOptions.Device))}");
        if (memory.Total > deviceBytes)
        {
            string[] levers = [.. EngineFault.Levers(request)];
            var advice = levers.Length > 0 ? $"; use {string.Join(", ", levers)}" : "";
            events.Say(FormattableString.Invariant($"    this may not fit: there are {deviceBytes / 1e9:0.0} GB{advice}"));
        }
    }

    private static string Memory(TrainingMemory memory, DeviceName device)
    {
        var (unit, size, format) = memory.Total < 1e9 ? ("MB", 1e6, "0") : ("GB", 1e9, "0.0");
        string In(long bytes) => (bytes / size).ToString(format, CultureInfo.InvariantCulture);
        var parts = $"weights {In(memory.Weights)}, LoRA {In(memory.Adapters)}, activations {In(memory.Activations)}, engine {In(memory.Engine)}";
        return $"about {In(memory.Total)} {unit} {(device.Kind == DeviceName.CpuKind ? "of memory" : "on the GPU")} ({parts})";
    }

    private static string Rates(OptionValues p) => (p.TrainsUnet, p.TrainsTextEncoder) switch
    {
        (true, true) => FormattableString.Invariant($"U-Net {p.Get(RateOptions.UnetLr)}, text encoder {p.Get(RateOptions.TextEncoderLr)}"),
        (true, false) => FormattableString.Invariant($"U-Net {p.Get(RateOptions.UnetLr)}, text encoder not trained"),
        _ => FormattableString.Invariant($"text encoder {p.Get(RateOptions.TextEncoderLr)}, U-Net not trained"),
    };
}
