using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Combinations of the options of loss and noise.</summary>
internal static class LossRules
{
    internal static OptionRule[] All { get; } =
    [
        new([NoiseOptions.AdaptiveNoiseScale, NoiseOptions.NoiseOffset], ProjectDiagnostics.ImpossibleCombination, values =>
            values.Get(NoiseOptions.AdaptiveNoiseScale) != 0 && values.Get(NoiseOptions.NoiseOffset) == 0
                ? "AdaptiveNoiseScale adds to NoiseOffset, which is 0: no offset is made then." : null),
        new([NoiseOptions.MinTimestep, NoiseOptions.MaxTimestep], ProjectDiagnostics.ImpossibleCombination, values =>
            values.Get(NoiseOptions.MinTimestep) is var min && values.Get(NoiseOptions.MaxTimestep) is var max && min > max
                ? string.Create(CultureInfo.InvariantCulture, $"MinTimestep {min} is above MaxTimestep {max}.") : null),
        NoEffect(LossOptions.HuberSchedule, LossOptions.LossType, static values => $"LossType {values.Get(LossOptions.LossType)} has no threshold"),
        NoEffect(LossOptions.HuberC, LossOptions.LossType, static values => $"LossType {values.Get(LossOptions.LossType)} has no threshold"),
        NoEffect(LossOptions.HuberScale, LossOptions.LossType, static values => values.Get(LossOptions.LossType).HasThreshold
            ? $"HuberSchedule {values.Get(LossOptions.HuberSchedule)} takes no scale" : $"LossType {values.Get(LossOptions.LossType)} has no threshold"),
        NoEffect(NoiseOptions.NoiseOffsetRandomStrength, NoiseOptions.NoiseOffset, static _ => "NoiseOffset is 0"),
        NoEffect(NoiseOptions.MultiresNoiseDiscount, NoiseOptions.MultiresNoiseIterations, static _ => "MultiresNoiseIterations is 0"),
        NoEffect(NoiseOptions.IpNoiseGammaRandomStrength, NoiseOptions.IpNoiseGamma, static _ => "IpNoiseGamma is 0"),
    ];

    /// <summary>An option that is set beside another which makes nothing of it.</summary>
    internal static OptionRule NoEffect(Option option, Option other, Func<OptionValues, string> why) =>
        new([option, other], TrainingDiagnostics.NoEffect, values =>
            !option.Applies(values) && values.IsWritten(option) && values.Text(option) != option.DefaultText
                ? $"{option} is {values.Text(option)}, and {why(values)}." : null);
}
