using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Combinations of the options of captions.</summary>
internal static class CaptionRules
{
    internal static OptionRule[] All { get; } =
    [
        // tags are parted before the mark is looked for
        Hidden(CaptionOptions.SecondarySeparator, CaptionOptions.CaptionSeparator),
        // the line is parted at the mark before its tags are
        Hidden(CaptionOptions.SecondarySeparator, CaptionOptions.KeepTokensSeparator),
        Hidden(CaptionOptions.CaptionSeparator, CaptionOptions.KeepTokensSeparator),
        new([CaptionOptions.TokenWarmupStep], ProjectDiagnostics.WrongValue, WarmupIsNoCount),
        new([CaptionOptions.CaptionDropoutRate], TrainingDiagnostics.NoCaptionRead, AlwaysDropped),
        new([CaptionOptions.CaptionDropoutEveryNEpochs], TrainingDiagnostics.NoCaptionRead, DroppedInEveryEpoch),
    ];

    private static OptionRule Hidden(Option<string> longer, Option<string> shorter) => new([longer, shorter], ProjectDiagnostics.ImpossibleCombination, values =>
    {
        var (text, part) = (values.Get(longer), values.Get(shorter));
        return part.Length > 0 && text.Contains(part, StringComparison.Ordinal)
            ? text == part ? $"{longer} and {shorter} are both '{text}'."
            : $"{longer} '{text}' contains {shorter} '{part}', at which the caption is parted before." : null;
    });

    private static string? WarmupIsNoCount(OptionValues values) =>
        values.Get(CaptionOptions.TokenWarmupStep) is >= 1 and var steps && steps != Math.Floor(steps)
            ? string.Create(CultureInfo.InvariantCulture, $"TokenWarmupStep {steps} is neither a whole number of steps nor, below 1, a part of all steps.") : null;

    private static string? AlwaysDropped(OptionValues values) =>
        values.Get(CaptionOptions.CaptionDropoutRate) == 1 ? "CaptionDropoutRate is 1." : null;

    private static string? DroppedInEveryEpoch(OptionValues values) =>
        values.Get(CaptionOptions.CaptionDropoutEveryNEpochs) == 1 ? "CaptionDropoutEveryNEpochs is 1." : null;
}
