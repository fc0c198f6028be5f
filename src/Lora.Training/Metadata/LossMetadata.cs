using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>kohya's entries of loss and noise; what is off has no further ones.</summary>
internal static class LossMetadata
{
    public static void Add(SortedDictionary<string, string> metadata, bool zeroTerminalSnr, OptionValues values)
    {
        metadata["ss_min_snr_gamma"] = Unless0(values.Get(RateOptions.MinSnrGamma));
        metadata["ss_debiased_estimation"] = PythonText.Of(values.Get(RateOptions.DebiasedEstimationLoss));
        metadata["ss_zero_terminal_snr"] = PythonText.Of(zeroTerminalSnr);
        metadata["ss_prior_loss_weight"] = PythonText.Of(values.Get(RateOptions.PriorLossWeight));
        if (values.Get(RateOptions.PriorPrediction))
        {
            metadata["ss_prior_prediction"] = PythonText.Of(true);
        }

        metadata["ss_loss_type"] = values.Get(LossOptions.LossType).Name;
        if (values.Get(LossOptions.LossType).HasThreshold)
        {
            metadata["ss_huber_schedule"] = values.Get(LossOptions.HuberSchedule).Name;
            metadata["ss_huber_c"] = PythonText.Of(values.Get(LossOptions.HuberC));
            metadata["ss_huber_scale"] = PythonText.Of(values.Get(LossOptions.HuberScale));
        }

        AddNoise(metadata, values);
    }

    private static void AddNoise(SortedDictionary<string, string> metadata, OptionValues values)
    {
        var (offset, iterations, gamma) =
            (values.Get(NoiseOptions.NoiseOffset), values.Get(NoiseOptions.MultiresNoiseIterations), values.Get(NoiseOptions.IpNoiseGamma));
        metadata["ss_noise_offset"] = Unless0(offset);
        metadata["ss_adaptive_noise_scale"] = Unless0(values.Get(NoiseOptions.AdaptiveNoiseScale));
        metadata["ss_multires_noise_iterations"] = PythonText.Of(iterations > 0 ? iterations : (int?)null);
        metadata["ss_ip_noise_gamma"] = Unless0(gamma);
        if (offset > 0)
        {
            metadata["ss_noise_offset_random_strength"] = PythonText.Of(values.Get(NoiseOptions.NoiseOffsetRandomStrength));
        }

        if (iterations > 0)
        {
            metadata["ss_multires_noise_discount"] = PythonText.Of(values.Get(NoiseOptions.MultiresNoiseDiscount));
        }

        if (gamma > 0)
        {
            metadata["ss_ip_noise_gamma_random_strength"] = PythonText.Of(values.Get(NoiseOptions.IpNoiseGammaRandomStrength));
        }

        if (NoiseOptions.MinTimestep.Applies(values) || NoiseOptions.MaxTimestep.Applies(values))
        {
            metadata["modelspec.timestep_range"] =
                FormattableString.Invariant($"{values.Get(NoiseOptions.MinTimestep)},{values.Get(NoiseOptions.MaxTimestep)}");
        }
    }

    // what kohya leaves unset
    private static string Unless0(double value) => PythonText.Of(value != 0 ? value : null);
}
