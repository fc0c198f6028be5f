namespace Lora.Diffusion;

/// <summary>What a LoRA's metadata says about its base model.</summary>
/// <param name="BaseModelVersion">kohya's <c>ss_base_model_version</c>: <c>sd_v1</c>.</param>
/// <param name="IsV2">kohya's <c>ss_v2</c>: Stable Diffusion 2.x.</param>
/// <param name="Architecture">Stability's <c>modelspec.architecture</c>, without the <c>/lora</c> behind it.</param>
/// <param name="PredictionType">Stability's <c>modelspec.prediction_type</c>: <c>epsilon</c> or <c>v</c>.</param>
/// <param name="Implementation">Stability's <c>modelspec.implementation</c>: whose names the LoRA's layers have.</param>
public sealed record ModelMetadata(string BaseModelVersion, bool IsV2, string Architecture, string PredictionType, string Implementation)
{
    /// <summary>The implementation of models whose LoRAs have diffusers' names.</summary>
    public const string Diffusers = "diffusers";
}
