using Lora.Diffusion.Schedules;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>
/// An opened model of any family. Each part's weights are read when they are first needed and stay until they are released; they live in the scope that is
/// open then, so <see cref="Load"/> is called outside of any scope that ends before the model does. Not thread-safe, as its runtime.
/// </summary>
public interface IDiffusionModel : IDisposable
{
    IModelFamily Family { get; }

    IWeightSource Source { get; }

    TensorRuntime Runtime { get; }

    /// <summary>What a LoRA of this model says about its base.</summary>
    ModelMetadata Metadata { get; }

    /// <summary>The noise schedule the model was trained with; its config says what the model predicts.</summary>
    /// <exception cref="CheckpointException">Its config cannot be used.</exception>
    NoiseSchedule Schedule { get; }

    /// <summary>The autoencoder's latents; from its config alone.</summary>
    /// <exception cref="CheckpointException">Its config cannot be used.</exception>
    LatentSpace Latents { get; }

    /// <summary>Captions and prompts to what conditions the prediction.</summary>
    ITextConditioner Text { get; }

    /// <summary>
    /// The layers that adapters are laid over, a group for each part that is trained by itself, in kohya's file order. From the configs alone: shapes are known
    /// before the weights are read.
    /// </summary>
    /// <exception cref="CheckpointException">A config cannot be used.</exception>
    IReadOnlyList<AdapterTargetGroup> AdapterGroups { get; }

    /// <summary>The blocks of its U-Net, by which a LoRA over it may be weighed; null where it has none.</summary>
    BlockTable? Blocks => AdapterGroups.Select(group => group.Blocks).OfType<BlockTable>().FirstOrDefault();

    /// <summary>Recompute activations in backward instead of keeping them (kohya: <c>gradient_checkpointing</c>), in every part that is trained.</summary>
    bool GradientCheckpointing { get; set; }

    /// <summary>
    /// Reads what says what the model is (configs, tokenizer, the headers of the weights) and holds it together, without reading a weight: everything but the
    /// values is known to be usable afterwards.
    /// </summary>
    /// <exception cref="CheckpointException">A file cannot be used.</exception>
    void Check();

    /// <summary>Reads parts that are not read yet.</summary>
    /// <exception cref="CheckpointException">A part's files cannot be used, or a weight is not finite.</exception>
    void Load(params ReadOnlySpan<ModelPart> parts);

    /// <summary>Bytes of a part's weights once they are read, from the headers of its files; 0 for a part without weights.</summary>
    /// <exception cref="CheckpointException">A part's files cannot be used.</exception>
    long WeightBytes(ModelPart part);

    /// <summary>
    /// An estimate of the bytes that one forward and backward takes at its peak beside weights and adapters; from the configs alone.
    /// </summary>
    /// <exception cref="CheckpointException">A config cannot be used.</exception>
    long ActivationBytes(StepShape step);

    /// <summary>The same of the encoding of one picture, of which nothing is kept for a way back.</summary>
    /// <param name="height">Rows of the latent.</param>
    /// <param name="width">Columns of the latent.</param>
    /// <exception cref="CheckpointException">A config cannot be used.</exception>
    long EncodingBytes(int height, int width);

    /// <summary>Frees a part's weights; adapters laid over it and its target group stay valid for when it is read again.</summary>
    void Release(ModelPart part);

    /// <summary>Pixels -> the distribution of their latents, not yet scaled.</summary>
    /// <param name="pixels">[n, 3, h, w] in [-1, 1]; sides are multiples of <see cref="LatentSpace.PixelsPerLatent"/>.</param>
    LatentDistribution Encode(Tensor pixels);

    /// <summary>Scaled latents [n, c, h, w], as the prediction takes them -> pixels [n, 3, h', w'], about [-1, 1].</summary>
    Tensor Decode(Tensor latents);

    /// <summary>A text's conditioning with what the family conditions on beside it: the pictures' sizes, or nothing.</summary>
    /// <param name="text">n rows, from <see cref="Text"/>.</param>
    /// <param name="pictures">n, or one for all.</param>
    Conditioning WithSizes(Conditioning text, params ReadOnlySpan<PictureSize> pictures);

    /// <summary>Predicts noise or velocity, as <see cref="ScheduleConfig.PredictionType"/> says.</summary>
    /// <param name="noisy">Scaled noisy latents [n, c, h, w].</param>
    /// <param name="timesteps">One for all, or one a sample; fractions allowed.</param>
    /// <param name="conditioning">n rows, from <see cref="WithSizes"/>.</param>
    /// <returns>[n, c, h, w].</returns>
    Tensor Predict(Tensor noisy, ReadOnlySpan<float> timesteps, Conditioning conditioning);
}
