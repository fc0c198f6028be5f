using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Options of what a training builds on and what it keeps, of which one means nothing without the other.</summary>
internal static class WeightsRules
{
    internal static OptionRule[] All { get; } =
    [
        new([WeightsOptions.DimFromWeights, WeightsOptions.NetworkWeights], ProjectDiagnostics.ImpossibleCombination, static values =>
            values.Get(WeightsOptions.DimFromWeights) && values.Get(WeightsOptions.NetworkWeights).Length == 0
                ? "DimFromWeights is true, and NetworkWeights names no LoRA." : null),
        new([WeightsOptions.BaseWeightsMultiplier, WeightsOptions.BaseWeights], ProjectDiagnostics.ImpossibleCombination, static values =>
            (values.Get(WeightsOptions.BaseWeightsMultiplier).Count, values.Get(WeightsOptions.BaseWeights).Count) is var (numbers, files) && numbers > files
                ? Text($"BaseWeightsMultiplier has {numbers} numbers, and BaseWeights {files} files.") : null),
        new([OutputOptions.SaveLastNEpochs, OutputOptions.SaveEveryNEpochs, OutputOptions.SaveNEpochRatio], ProjectDiagnostics.ImpossibleCombination,
            static values => values.Get(OutputOptions.SaveLastNEpochs) > 0 && values.Get(OutputOptions.SaveEveryNEpochs) == 0
                && values.Get(OutputOptions.SaveNEpochRatio) == 0 ? "SaveLastNEpochs is set, and SaveEveryNEpochs keeps no epoch." : null),
        new([OutputOptions.SaveLastNSteps, OutputOptions.SaveEveryNSteps], ProjectDiagnostics.ImpossibleCombination, static values =>
            values.Get(OutputOptions.SaveLastNSteps) > 0 && values.Get(OutputOptions.SaveEveryNSteps) == 0
                ? "SaveLastNSteps is set, and SaveEveryNSteps keeps no step." : null),
        new([RunOptions.ScaleWeightNorms, NetworkOptions.NetworkAlgo], ProjectDiagnostics.ImpossibleCombination, static values =>
            values.Get(RunOptions.ScaleWeightNorms) > 0 && !values.Get(NetworkOptions.NetworkAlgo).ScalesNorms
                ? $"ScaleWeightNorms cannot scale what NetworkAlgo {values.Get(NetworkOptions.NetworkAlgo)} trains." : null),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
