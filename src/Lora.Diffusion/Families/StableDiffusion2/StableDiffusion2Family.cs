using Lora.Diffusion.Schedules;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>Stable Diffusion 2.x: as 1.x with OpenCLIP's text encoder, of which the last layer is left out.</summary>
internal sealed class StableDiffusion2Family() : LatentDiffusionFamily(new()
{
    TextEncoders = [new(ModelPart.TextEncoder, ModelPart.Tokenizer, "lora_te")],
    Conditioner = (runtime, towers) => new ClipConditioner(runtime, towers[0]),
    UnetTargets = LatentDiffusionTargets.OfUnet,
    Metadata = prediction => prediction == PredictionType.VPrediction
        ? new("sd_v2_v", IsV2: true, "stable-diffusion-v2-768-v", "v", ModelMetadata.Diffusers)
        : new("sd_v2", IsV2: true, "stable-diffusion-v2-512", "epsilon", ModelMetadata.Diffusers),
})
{
    public override string Name => "sd2";

    public override string DisplayName => "Stable Diffusion 2.x";

    // 512 pixels: noise; 768 pixels: velocity
    public override bool HasBothPredictions => true;

    public override bool Recognizes(IWeightSource source) => source.Traits.Is(hasSizes: false, TextEncoderKind.OpenClip);
}
