using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// What no single option shows: combinations that cannot work, or that spoil the result. A rule over a value that was wrong, so that a default stands in
/// for it, says nothing: the wrong value has been reported.
/// </summary>
internal static class OptionRules
{
    private static readonly OptionRule[] All =
    [
        new([NetworkOptions.NetworkTrainUnetOnly, NetworkOptions.NetworkTrainTextEncoderOnly], ProjectDiagnostics.ImpossibleCombination, OnlyBoth),
        new(
            [
                RateOptions.UnetLr, RateOptions.TextEncoderLr, RateOptions.LearningRate, NetworkOptions.NetworkTrainUnetOnly,
                NetworkOptions.NetworkTrainTextEncoderOnly,
            ],
            TrainingDiagnostics.NothingToTrain, NothingToTrain),
        new([NetworkOptions.NetworkAlpha, NetworkOptions.NetworkDim], TrainingDiagnostics.AlphaAboveDim, AlphaAboveDim),
        new([RateOptions.UnetLr, RateOptions.TextEncoderLr, RateOptions.LearningRate, RateOptions.OptimizerType], TrainingDiagnostics.RatesDiffer, RatesDiffer),
        .. BucketRules.All,
        .. LrScheduleRules.All,
        .. LossRules.All,
        .. NetworkRules.All,
        .. WeightsRules.All,
        .. CaptionRules.All,
        .. LayerRules.All,
        .. FusedRules.All,
        .. DangerRules.All,
    ];

    /// <summary>Pairs of rule and sentence, with the options that take part; the first of them is the one to point at.</summary>
    /// <param name="values">The values in force.</param>
    /// <param name="depthOf">How far from the user's own word the one stands who said the value in force.</param>
    public static IEnumerable<(Descriptor Descriptor, IReadOnlyList<Option> Options, string Problem)> Check(OptionValues values, Func<Option, int> depthOf)
    {
        foreach (var rule in All.Where(rule => !rule.Options.Any(values.IsWrong)))
        {
            if (rule.Check(values) is { } problem)
            {
                // of those that take part, the first that the user wrote is to blame
                yield return (rule.Descriptor, [.. rule.Options.OrderBy(depthOf)], problem);
            }
        }
    }

    private static string? OnlyBoth(OptionValues values) =>
        values.Get(NetworkOptions.NetworkTrainUnetOnly) && values.Get(NetworkOptions.NetworkTrainTextEncoderOnly)
            ? "NetworkTrainUnetOnly and NetworkTrainTextEncoderOnly are both true." : null;

    private static string? NothingToTrain(OptionValues values) => values.TrainsUnet || values.TrainsTextEncoder || OnlyBoth(values) is not null
        ? null : "The rates of U-Net and text encoder are both 0.";

    private static string? AlphaAboveDim(OptionValues values) => values.Get(NetworkOptions.NetworkAlpha) > values.Get(NetworkOptions.NetworkDim)
        ? Text($"NetworkAlpha {values.Get(NetworkOptions.NetworkAlpha)} is above NetworkDim {values.Get(NetworkOptions.NetworkDim)}.") : null;

    private static string? RatesDiffer(OptionValues values)
    {
        var (unet, text) = (values.Get(RateOptions.UnetLr), values.Get(RateOptions.TextEncoderLr));
        return values.Get(RateOptions.OptimizerType) is { WantsOneRate: true } optimizer && unet > 0 && text > 0 && unet != text
            ? Text($"UnetLr is {unet} and TextEncoderLr {text}, with {optimizer}.") : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
