using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// A Stable Diffusion 1.x model whose parts are read when they are first asked for and stay until they are released. Ask for a part outside of any scope that
/// ends before the model does. Not thread-safe, as its runtime.
/// </summary>
/// <param name="folder">Where the parts come from.</param>
/// <param name="runtime">Where the weights go.</param>
/// <param name="storage">Element type of the large weights; null keeps the files'. Fp32 spares a small model the conversion at each use.</param>
public sealed class StableDiffusion(DiffusersFolder folder, TensorRuntime runtime, DType? storage = null) : IDisposable
{
    private UNet2DConditionModel? _unet;
    private AutoencoderKL? _vae;
    private ClipTextEncoder? _textEncoder;
    private NoiseSchedule? _schedule;
    private ClipTokenizer? _tokenizer;

    public DiffusersFolder Folder { get; } = folder;

    public TensorRuntime Runtime { get; } = runtime;

    /// <exception cref="CheckpointException">Its files cannot be used; the same for the other parts.</exception>
    public UNet2DConditionModel UNet => _unet ??= Folder.LoadUNet(Runtime, storage);

    public AutoencoderKL Vae => _vae ??= Folder.LoadVae(Runtime, storage);

    public ClipTextEncoder TextEncoder => _textEncoder ??= Folder.LoadTextEncoder(Runtime, storage);

    /// <exception cref="TokenizerException">Its files cannot be used.</exception>
    public ClipTokenizer Tokenizer => _tokenizer ??= ClipTokenizer.Load(Folder.TokenizerFolder);

    /// <summary>Texts to conditioning, over tokenizer and text encoder.</summary>
    public PromptEncoder PromptEncoder => new(Runtime, Tokenizer, TextEncoder);

    public NoiseSchedule Schedule => _schedule ??= new NoiseSchedule(Folder.LoadSchedule());

    /// <summary>The pipeline over U-Net and autoencoder.</summary>
    public TextToImage TextToImage => new(Runtime, UNet, Vae);

    /// <summary>Frees the autoencoder's weights, which training does not need once the latents are cached.</summary>
    public void ReleaseVae()
    {
        _vae?.Dispose();
        _vae = null;
    }

    /// <summary>Frees the text encoder's weights.</summary>
    public void ReleaseTextEncoder()
    {
        _textEncoder?.Dispose();
        _textEncoder = null;
    }

    public void Dispose()
    {
        ReleaseVae();
        ReleaseTextEncoder();
        _unet?.Dispose();
        _unet = null;
    }
}
