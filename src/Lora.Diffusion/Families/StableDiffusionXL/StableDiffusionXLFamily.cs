using Lora.Diffusion.Schedules;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>Stable Diffusion XL and what was made of it (Pony, Illustrious, NoobAI, Animagine): two text encoders, conditioned on sizes.</summary>
internal sealed class StableDiffusionXLFamily() : LatentDiffusionFamily(new()
{
    TextEncoders =
    [
        new(ModelPart.TextEncoder, ModelPart.Tokenizer, "lora_te1"),
        new(ModelPart.TextEncoder2, ModelPart.Tokenizer2, "lora_te2", HasProjection: true),
    ],
    Conditioner = (runtime, towers) => new ClipPairConditioner(runtime, towers),
    UnetTargets = LatentDiffusionTargets.OfUnetInLdmNames,
    Metadata = prediction => new("sdxl_base_v1-0", IsV2: false, "stable-diffusion-xl-v1-base",
        prediction == PredictionType.VPrediction ? "v" : "epsilon", "https://github.com/Stability-AI/generative-models"),
})
{
    public override string Name => "sdxl";

    public override string DisplayName => "Stable Diffusion XL";

    public override int UsualSteps => 4000;

    public override bool Recognizes(IWeightSource source) => source.Traits.Is(hasSizes: true, TextEncoderKind.Clip, TextEncoderKind.OpenClip);
}
