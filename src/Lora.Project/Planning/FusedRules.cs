using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>What a fused backward pass cannot go with, because it needs more gradients than one, and what makes little of it.</summary>
internal static class FusedRules
{
    internal static OptionRule[] All { get; } =
    [
        new([RunOptions.GradientAccumulationSteps, RunOptions.FusedBackwardPass], ProjectDiagnostics.FusedAccumulation, static values =>
            values.Get(RunOptions.FusedBackwardPass) && values.Get(RunOptions.GradientAccumulationSteps) is > 1 and var steps
                ? string.Create(CultureInfo.InvariantCulture, $"FusedBackwardPass is true, and GradientAccumulationSteps {steps}.") : null),
        new([RunOptions.FusedBackwardPass, RateOptions.OptimizerType], ProjectDiagnostics.FusedOptimizer, static values =>
            values.Get(RunOptions.FusedBackwardPass) && values.Get(RateOptions.OptimizerType) is { FindsRate: true } optimizer
                ? $"FusedBackwardPass is true, with {optimizer}." : null),
        new([RunOptions.FusedBackwardPass, EngineOptions.MixedPrecision], ProjectDiagnostics.FusedLossScale, static values =>
            values.Get(RunOptions.FusedBackwardPass) && values.Get(EngineOptions.MixedPrecision) == "fp16"
                ? "FusedBackwardPass is true, and MixedPrecision fp16." : null),
        new([RunOptions.FusedBackwardPass, RunOptions.TrainBatchSize], ProjectDiagnostics.FusedBatch, static values =>
            values.Get(RunOptions.FusedBackwardPass) && values.Get(RunOptions.TrainBatchSize) is > 1 and var batch
                ? string.Create(CultureInfo.InvariantCulture, $"FusedBackwardPass is true, and TrainBatchSize {batch}.") : null),
    ];
}
