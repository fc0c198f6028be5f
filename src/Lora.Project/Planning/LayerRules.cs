using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>What the arguments of a network say together, whatever the base model.</summary>
internal static class LayerRules
{
    public static IReadOnlyList<OptionRule> All { get; } =
    [
        new([NetworkOptions.NetworkTrainTextEncoderOnly, NetworkOptions.NetworkArgs], ProjectDiagnostics.ImpossibleCombination, TextAlone),
        new([NetworkOptions.NetworkArgs], TrainingDiagnostics.BlocksWithoutDims, BlocksWithoutDims),
    ];

    private static string? TextAlone(OptionValues values) => values.Get(NetworkOptions.NetworkTrainTextEncoderOnly) && !values.TargetPreset.HasText
        ? $"NetworkTrainTextEncoderOnly is true, and preset={values.TargetPreset} names no layer of the text encoder." : null;

    private static string? BlocksWithoutDims(OptionValues values)
    {
        var arguments = values.Get(NetworkOptions.NetworkArgs);
        Option[] rates = [TargetArguments.DownLrWeight, TargetArguments.MidLrWeight, TargetArguments.UpLrWeight];
        return IsSet(TargetArguments.BlockLrZeroThreshold) && !rates.Any(IsSet)
            ? Without(TargetArguments.BlockLrZeroThreshold, "down_lr_weight, mid_lr_weight or up_lr_weight")
            : !IsSet(TargetArguments.BlockDims) && !rates.Any(IsSet) && TargetArguments.BlockLists.FirstOrDefault(IsSet) is { } list
                ? Without(list, "block_dims")
            : IsSet(TargetArguments.ConvBlockAlphas) && !IsSet(TargetArguments.ConvBlockDims)
                ? Without(TargetArguments.ConvBlockAlphas, "conv_block_dims") : null;

        bool IsSet(Option option) => arguments.Text(option).Length > 0;

        string Without(Option option, string needed) => $"NetworkArgs has {option} without {needed}.";
    }
}
