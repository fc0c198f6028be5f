using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>The structure of a part of a latent diffusion model, from its config.</summary>
internal static class PartStructure
{
    private const string ConfigName = "config.json";

    /// <summary>Null for a part without weights, and for one whose config the source lacks.</summary>
    /// <exception cref="CheckpointException">The config cannot be used.</exception>
    public static Module? Of(IWeightSource source, ModelPart part) =>
        part == ModelPart.Scheduler || part == ModelPart.Tokenizer || part == ModelPart.Tokenizer2 || source.Find(part, ConfigName) is not { } config ? null
        : part == ModelPart.Unet ? new UNet2DConditionModel(UNetConfig.Read(config))
        : part == ModelPart.Vae ? new AutoencoderKL(AutoencoderConfig.Read(config))
        : new ClipTextEncoder(ClipTextConfig.Read(config), hasProjection: part == ModelPart.TextEncoder2);
}
