using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>What the trainer needs of a model family: its layers that can be adapted, its prediction, its prompt encoding.</summary>
public interface ITrainee
{
    TensorRuntime Runtime { get; }

    /// <summary>The schedule the model was trained with.</summary>
    NoiseSchedule Schedule { get; }

    /// <summary>Factor from the autoencoder's latents to the U-Net's (0.18215 for Stable Diffusion 1.x).</summary>
    double LatentScale { get; }

    /// <summary>Reads the parts that a training needs, into the scope that is open now: it must outlive the training.</summary>
    /// <param name="textEncoder">False where every caption's embedding is given.</param>
    /// <exception cref="Diffusion.CheckpointException">A part's files cannot be used.</exception>
    void Load(bool textEncoder);

    IReadOnlyList<LoraTarget> UnetTargets { get; }

    IReadOnlyList<LoraTarget> TextEncoderTargets { get; }

    /// <summary>Recompute activations in backward instead of keeping them.</summary>
    bool GradientCheckpointing { get; set; }

    /// <summary>The U-Net.</summary>
    /// <param name="noisy">[b, channels, h, w].</param>
    /// <param name="timesteps">One a sample.</param>
    /// <param name="context">[b, tokens, width].</param>
    /// <returns>[b, channels, h, w].</returns>
    Tensor Predict(Tensor noisy, ReadOnlySpan<float> timesteps, Tensor context);

    /// <summary>The text encoder, as the options for clip skip and token length want it.</summary>
    /// <returns>[captions, tokens, width].</returns>
    Tensor Encode(IReadOnlyList<string> captions);
}
