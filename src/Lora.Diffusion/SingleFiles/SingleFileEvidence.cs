using Lora.Diffusion.Schedules;

namespace Lora.Diffusion;

/// <summary>
/// What a single file says about its prediction: tensors without content that trainers leave as marks (<c>v_pred</c>, <c>ztsnr</c>), then Stability's
/// modelspec.
/// </summary>
internal static class SingleFileEvidence
{
    public static PredictionEvidence Of(CheckpointKeys keys)
    {
        bool isV = keys.Has("v_pred"), isZero = keys.Has("ztsnr");
        if (isV)
        {
            return new(PredictionType.VPrediction, isZero, isZero ? "the keys v_pred and ztsnr" : "the key v_pred");
        }

        var stated = Stated(keys.Metadata);
        var from = (stated, isZero) switch
        {
            (null, false) => "",
            (null, true) => "the key ztsnr",
            (_, false) => "its modelspec",
            _ => "its modelspec and the key ztsnr",
        };
        return new(stated, isZero ? true : null, from);
    }

    private static PredictionType? Stated(IReadOnlyDictionary<string, string> metadata)
    {
        var said = metadata.GetValueOrDefault("modelspec.prediction_type", "").Trim().ToLowerInvariant();
        return said switch
        {
            "v" or "v_prediction" or "v-prediction" => PredictionType.VPrediction,
            "epsilon" or "eps" => PredictionType.Epsilon,
            _ => metadata.GetValueOrDefault("modelspec.architecture", "").StartsWith("stable-diffusion-v2-768-v", StringComparison.Ordinal)
                ? PredictionType.VPrediction : null,
        };
    }
}
