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
        new([CaptionOptions.CacheTextEncoderOutputs], ProjectDiagnostics.ImpossibleCombination, NotToBeCached),
    ];

    /// <summary>One mark that is never found, because another is looked for first and stands in it.</summary>
    private static OptionRule Hidden(Option<string> mark, Option<string> first) => new([mark, first], ProjectDiagnostics.ImpossibleCombination, values =>
    {
        var (text, part) = (values.Get(mark), values.Get(first));
        return part.Length == 0 || !text.Contains(part, StringComparison.Ordinal) ? null
            : text == part ? $"{mark} and {first} are both '{text}'."
            : $"{mark} '{text}' contains {first} '{part}', at which the caption is parted before.";
    });

    private static string? WarmupIsNoCount(OptionValues values)
    {
        var steps = values.Get(CaptionOptions.TokenWarmupStep);
        return steps < 1 || steps == Math.Floor(steps) ? null
            : string.Create(CultureInfo.InvariantCulture, $"TokenWarmupStep {steps} is neither a whole number of steps nor, below 1, a part of all steps.");
    }

    private static string? NotToBeCached(OptionValues values)
    {
        if (values.Get(CaptionOptions.CacheTextEncoderOutputs) != true || values.CanCacheTextEmbeddings)
        {
            return null;
        }

        var trained = values.TrainsTextEncoder ? "the text encoder is trained (NetworkTrainUnetOnly is false)" : "";
        var varying = string.Join(", ", values.VaryingCaptions) is { Length: > 0 } names ? $"captions vary ({names})" : "";
        return $"CacheTextEncoderOutputs is true, and {string.Join(", and ", new[] { trained, varying }.Where(reason => reason.Length > 0))}.";
    }

    private static string? AlwaysDropped(OptionValues values) =>
        values.Get(CaptionOptions.CaptionDropoutRate) == 1 ? "CaptionDropoutRate is 1." : null;

    private static string? DroppedInEveryEpoch(OptionValues values) =>
        values.Get(CaptionOptions.CaptionDropoutEveryNEpochs) == 1 ? "CaptionDropoutEveryNEpochs is 1." : null;
}
