using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>What the community's guides warn of, as far as the options alone show it.</summary>
internal static class DangerRules
{
    private const double HighestUnetLr = 1e-3;
    private const double LowestScale = 0.1;
    private const double HighestScale = 1;
    private const int LargestBatch = 8;
    private const int LargestDim = 128;
    private const double HighestMinSnr = 20;
    private const double HighestNoiseOffset = 0.1;

    internal static OptionRule[] All { get; } =
    [
        new([RateOptions.UnetLr, RateOptions.LearningRate, RateOptions.OptimizerType], TrainingDiagnostics.UnetLrHigh, UnetLrHigh),
        new([RateOptions.UnetLr, RateOptions.LearningRate, NetworkOptions.NetworkAlgo], TrainingDiagnostics.Ia3RateLow, Ia3RateLow),
        new([LrScheduleOptions.LrSchedulerType, RateOptions.LrScheduler, RateOptions.OptimizerType], TrainingDiagnostics.ConstantSchedule, ConstantSchedule),
        new([RateOptions.UnetLr, RateOptions.TextEncoderLr, RateOptions.LearningRate, RateOptions.OptimizerType], TrainingDiagnostics.FoundRateScaled,
            FoundRateScaled),
        new([LrScheduleOptions.LrSchedulerType, RateOptions.LrScheduler, RateOptions.OptimizerType], TrainingDiagnostics.FoundRateFalls, values =>
            values.Get(RateOptions.OptimizerType) is { WantsConstantRate: true } optimizer
            && values.LrSchedule is var schedule && schedule != LrSchedules.Constant
                ? $"LrScheduler is {schedule}, with {optimizer}." : null),
        new([RateOptions.TextEncoderLr, RateOptions.UnetLr, RateOptions.LearningRate], TrainingDiagnostics.TextEncoderLrAboveUnetLr, TextEncoderLrAboveUnetLr),
        new([RunOptions.TrainBatchSize], TrainingDiagnostics.BatchLarge, values =>
            values.Get(RunOptions.TrainBatchSize) is > LargestBatch and var batch ? Text($"TrainBatchSize is {batch}.") : null),
        // other presets than those for characters know why they want more, and who says how hard the subject is gets an answer of its own
        new([NetworkOptions.NetworkDim, ProjectOptions.LoraPreset, NetworkOptions.Difficulty], TrainingDiagnostics.DimLarge, values =>
            values.Get(ProjectOptions.LoraPreset).IsForCharacter && values.Get(NetworkOptions.Difficulty) is null
            && values.Get(NetworkOptions.NetworkDim) is > LargestDim and var dim
                ? Text($"NetworkDim is {dim}.") : null),
        new([NetworkOptions.NetworkDim, NetworkOptions.Difficulty], TrainingDiagnostics.DimUnlikeDifficulty, DimUnlikeDifficulty),
        new([NetworkOptions.NetworkAlgo, NetworkOptions.Difficulty], TrainingDiagnostics.LokrTooSmall, values =>
            values.Get(NetworkOptions.NetworkAlgo) == Networks.Lokr && values.Get(NetworkOptions.Difficulty) is { SuitsLokr: false } difficulty
                ? $"NetworkAlgo is {Networks.Lokr}, and the subject's difficulty {difficulty}." : null),
        new([DatasetOptions.FlipAug, ProjectOptions.LoraPreset], TrainingDiagnostics.CharacterFlipped, values =>
            values.Get(ProjectOptions.LoraPreset).IsForCharacter && values.Get(DatasetOptions.FlipAug) ? "FlipAug is true." : null),
        new([NetworkOptions.NetworkAlgo], TrainingDiagnostics.NetworkNotLoaded, values =>
            values.Get(NetworkOptions.NetworkAlgo) is { NotLoadedBy.Count: > 0 } network
                ? $"Files of {network} are not loaded by {string.Join(", ", network.NotLoadedBy)}." : null),
        new([RateOptions.MinSnrGamma], TrainingDiagnostics.MinSnrHigh, values =>
            values.Get(RateOptions.MinSnrGamma) is > HighestMinSnr and var gamma ? Text($"MinSnrGamma is {gamma}.") : null),
        new([NoiseOptions.NoiseOffset], TrainingDiagnostics.NoiseOffsetHigh, values =>
            values.Get(NoiseOptions.NoiseOffset) is > HighestNoiseOffset and var offset ? Text($"NoiseOffset is {offset}.") : null),
    ];

    private static string? UnetLrHigh(OptionValues values) =>
        values.Get(RateOptions.UnetLr) is var rate && rate > HighestUnetLr * values.Get(NetworkOptions.NetworkAlgo).RateFactor
        && values.Get(RateOptions.OptimizerType) is { FindsRate: false } optimizer
        && !optimizer.SetsRate(values.Get(RateOptions.OptimizerArgs))
            ? Text($"UnetLr is {rate}, with {optimizer}.") : null;

    private static string? Ia3RateLow(OptionValues values) =>
        values.Get(RateOptions.UnetLr) is > 0 and <= HighestUnetLr and var rate && values.Get(NetworkOptions.NetworkAlgo) is { RateFactor: > 1 } network
        && !values.Get(RateOptions.OptimizerType).FindsRate
            ? Text($"UnetLr is {rate}, with {network}.") : null;

    private static string? FoundRateScaled(OptionValues values) => values.Get(RateOptions.OptimizerType) is { FindsRate: true } optimizer
        ? new[] { RateOptions.UnetLr, RateOptions.TextEncoderLr }.Where(rate => values.Get(rate) is > 0 and (< LowestScale or > HighestScale))
            .Select(rate => Text($"{rate} is {values.Get(rate)}, with {optimizer}.")).FirstOrDefault() : null;

    private static string? ConstantSchedule(OptionValues values) =>
        values.LrSchedule is { Falls: false } schedule
        && values.Get(RateOptions.OptimizerType) is { FindsRate: false, IsScheduleFree: false } optimizer
        && !optimizer.SetsRate(values.Get(RateOptions.OptimizerArgs))
            ? $"LrScheduler is {schedule}, with {optimizer}." : null;

    private static string? TextEncoderLrAboveUnetLr(OptionValues values) =>
        values.TrainsUnet && values.Get(RateOptions.TextEncoderLr) is var rate && rate > values.Get(RateOptions.UnetLr)
            ? Text($"TextEncoderLr {rate} is above UnetLr {values.Get(RateOptions.UnetLr)}.") : null;

    // what the base model is nobody knows yet: the whole range that suits one of any family
    private static string? DimUnlikeDifficulty(OptionValues values) =>
        values.Get(NetworkOptions.Difficulty) is { } difficulty && values.Get(NetworkOptions.NetworkDim) is var dim
        && (dim < difficulty.MinDim / DifficultyVariant.XlHoldsTimes || dim > difficulty.MaxDim)
            ? Text($"NetworkDim is {dim}; difficulty {difficulty} wants {difficulty.Dims}.") : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
