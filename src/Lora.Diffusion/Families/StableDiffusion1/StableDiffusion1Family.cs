using Lora.Diffusion.Schedules;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>Stable Diffusion 1.x: OpenAI's text encoder, a U-Net that attends to it, an autoencoder of four latent planes.</summary>
internal sealed class StableDiffusion1Family() : LatentDiffusionFamily(new()
{
    TextEncoders = [new(ModelPart.TextEncoder, ModelPart.Tokenizer, "lora_te")],
    Conditioner = (runtime, towers) => new ClipConditioner(runtime, towers[0]),
    UnetTargets = LatentDiffusionTargets.OfUnet,
    Metadata = prediction => prediction == PredictionType.VPrediction
        ? new("sd_v1_v", IsV2: false, "stable-diffusion-v1", "v", ModelMetadata.Diffusers)
        : new("sd_v1", IsV2: false, "stable-diffusion-v1", "epsilon", ModelMetadata.Diffusers),
})
{
    public override string Name => "sd1";

    public override string DisplayName => "Stable Diffusion 1.x";

    public override bool Recognizes(IWeightSource source) => source.Traits.Is(hasSizes: false, TextEncoderKind.Clip);
}
