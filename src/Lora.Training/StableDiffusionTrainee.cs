using Lora.Diffusion;
using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// Stable Diffusion 1.x in training. Parts are read when they are first needed: with cached embeddings and the U-Net alone, the text encoder never is.
/// </summary>
/// <param name="model">The base model.</param>
/// <param name="encode">From captions to the U-Net's context [captions, tokens, width]; clip skip and token length are its business.</param>
public sealed class StableDiffusionTrainee(StableDiffusion model, Func<IReadOnlyList<string>, Tensor> encode) : ITrainee
{
    private bool _checkpointing;

    public TensorRuntime Runtime => model.Runtime;

    public NoiseSchedule Schedule => model.Schedule;

    /// <summary>From the autoencoder's config alone: its weights are not needed here.</summary>
    public double LatentScale { get; } = AutoencoderConfig.Load(Path.Combine(model.Folder.Root, "vae", "config.json")).ScalingFactor;

    public IReadOnlyList<LoraTarget> UnetTargets => field ??= LoraTargets.OfUnet(model.UNet);

    public IReadOnlyList<LoraTarget> TextEncoderTargets => field ??= LoraTargets.OfTextEncoder(model.TextEncoder);

    public void Load(bool textEncoder)
    {
        _ = model.UNet;
        if (textEncoder)
        {
            _ = model.TextEncoder;
        }
    }

    public bool GradientCheckpointing
    {
        get => _checkpointing;
        set
        {
            _checkpointing = value;
            model.UNet.GradientCheckpointing = value;
        }
    }

    public Tensor Predict(Tensor noisy, ReadOnlySpan<float> timesteps, Tensor context) => model.UNet.Forward(noisy, timesteps, context);

    public Tensor Encode(IReadOnlyList<string> captions)
    {
        model.TextEncoder.GradientCheckpointing = _checkpointing;
        return encode(captions);
    }
}
