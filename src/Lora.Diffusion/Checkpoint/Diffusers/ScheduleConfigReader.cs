using System.Text.Json;
using Lora.Diffusion.Schedules;

namespace Lora.Diffusion;

/// <summary>Reads <c>scheduler/scheduler_config.json</c> of a diffusers folder.</summary>
internal static class ScheduleConfigReader
{
    /// <summary>Fields left out have diffusers' defaults for Stable Diffusion.</summary>
    /// <exception cref="CheckpointException">The file is no JSON, or a field has a value that is not understood.</exception>
    public static ScheduleConfig Read(ModelFile file)
    {
        try
        {
            using var document = JsonDocument.Parse(file.Text);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new CheckpointException(file.Path, "no valid JSON.", e, (int)(e.LineNumber ?? -1) + 1);
        }
        catch (FormatException e)
        {
            throw new CheckpointException(file.Path, e.Message, e);
        }
    }

    /// <summary>What the file itself says of prediction and zero terminal SNR; null where it says nothing.</summary>
    /// <exception cref="CheckpointException">As for <see cref="Read(ModelFile)"/>.</exception>
    public static (PredictionType? Prediction, bool? ZeroTerminalSnr) Evidence(ModelFile file)
    {
        var config = Read(file);
        using var document = JsonDocument.Parse(file.Text);
        return (document.RootElement.TryGetProperty("prediction_type", out _) ? config.PredictionType : null,
            document.RootElement.TryGetProperty("rescale_betas_zero_snr", out _) ? config.RescaleBetasZeroSnr : null);
    }

    /// <inheritdoc cref="Read(ModelFile)"/>
    /// <exception cref="FormatException">A field has a value that is not understood; the message names field and value.</exception>
    public static ScheduleConfig Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("a JSON object is expected.");
        }

        if (json.TryGetProperty("trained_betas", out var trained) && trained.ValueKind != JsonValueKind.Null)
        {
            throw new FormatException("trained_betas: betas given one by one are not supported.");
        }

        if (json.TryGetProperty("thresholding", out var thresholding) && thresholding.ValueKind == JsonValueKind.True)
        {
            throw new FormatException("thresholding: true is for pixel models, not for latent ones.");
        }

        return new ScheduleConfig
        {
            NumTrainTimesteps = Int(json, "num_train_timesteps", 1000),
            BetaStart = Double(json, "beta_start", 0.00085),
            BetaEnd = Double(json, "beta_end", 0.012),
            BetaSchedule = Choice(json, "beta_schedule", BetaSchedule.ScaledLinear,
                ("linear", BetaSchedule.Linear), ("scaled_linear", BetaSchedule.ScaledLinear), ("squaredcos_cap_v2", BetaSchedule.SquaredCos)),
            PredictionType = Choice(json, "prediction_type", PredictionType.Epsilon,
                ("epsilon", PredictionType.Epsilon), ("v_prediction", PredictionType.VPrediction)),
            TimestepSpacing = Choice(json, "timestep_spacing", TimestepSpacing.Leading,
                ("leading", TimestepSpacing.Leading), ("trailing", TimestepSpacing.Trailing), ("linspace", TimestepSpacing.Linspace)),
            StepsOffset = Int(json, "steps_offset", 0),
            SetAlphaToOne = json.TryGetProperty("set_alpha_to_one", out var toOne) && toOne.ValueKind == JsonValueKind.True,
            RescaleBetasZeroSnr = json.TryGetProperty("rescale_betas_zero_snr", out var zero) && zero.ValueKind == JsonValueKind.True,
        };
    }

    private static int Int(JsonElement json, string name, int fallback) =>
        !json.TryGetProperty(name, out var value) ? fallback
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number
        : throw new FormatException($"{name}: a whole number is expected, not {value.GetRawText()}.");

    private static double Double(JsonElement json, string name, double fallback) =>
        !json.TryGetProperty(name, out var value) ? fallback
        : value.ValueKind == JsonValueKind.Number && value.GetDouble() is > 0 and < 1 and var number ? number
        : throw new FormatException($"{name}: a number between 0 and 1 is expected, not {value.GetRawText()}.");

    private static T Choice<T>(JsonElement json, string name, T fallback, params ReadOnlySpan<(string Name, T Value)> known)
    {
        if (!json.TryGetProperty(name, out var value))
        {
            return fallback;
        }

        foreach (var (text, choice) in known)
        {
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(text))
            {
                return choice;
            }
        }

        throw new FormatException($"{name}: {value.GetRawText()} is not one of the values that are understood.");
    }
}
