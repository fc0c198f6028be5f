using System.Text.RegularExpressions;
using Lora.Diffusion.Schedules;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>
/// An opened Stable Diffusion 1.x model. Outside of this room it is used as <see cref="IDiffusionModel"/>; what it has beyond that is for tests and benchmarks.
/// </summary>
public sealed partial class StableDiffusion1Model : IDiffusionModel
{
    private const string ConfigName = "config.json";

    private readonly DType? _storage;
    private readonly LoadedPart<UNet2DConditionModel> _unet;
    private readonly LoadedPart<AutoencoderKL> _vae;
    private readonly LoadedPart<ClipTextEncoder> _textEncoder;
    private readonly ClipConditioner _text;

    internal StableDiffusion1Model(IModelFamily family, IWeightSource source, TensorRuntime runtime, DType? storage)
    {
        (Family, Source, Runtime, _storage) = (family, source, runtime, storage);
        _unet = new(() => new(UNetConfig.Read(Required(ModelPart.Unet, ConfigName))), unet => Fill(ModelPart.Unet, unet));
        _vae = new(() => new(AutoencoderConfig.Read(Required(ModelPart.Vae, ConfigName))), vae => Fill(ModelPart.Vae, vae));
        _textEncoder = new(() => new(ClipTextConfig.Read(Required(ModelPart.TextEncoder, ConfigName))), encoder => Fill(ModelPart.TextEncoder, encoder));
        _text = new ClipConditioner(
            runtime, () => ClipTokenizer.Load(name => Source.Find(ModelPart.Tokenizer, name), Source.Location), _textEncoder);
    }

    public IModelFamily Family { get; }

    public IWeightSource Source { get; }

    public TensorRuntime Runtime { get; }

    public ModelMetadata Metadata => Schedule.Config.PredictionType == PredictionType.VPrediction
        ? new("sd_v1_v", IsV2: false, "stable-diffusion-v1", "v")
        : new("sd_v1", IsV2: false, "stable-diffusion-v1", "epsilon");

    /// <summary>The schedule of the model's config; that of the released models where there is none.</summary>
    public NoiseSchedule Schedule => field ??= new NoiseSchedule(
        Source.Find(ModelPart.Scheduler, "scheduler_config.json") is { } file ? ScheduleConfigReader.Read(file) : ScheduleConfig.StableDiffusion);

    public LatentSpace Latents => field ??= LatentsOf(_vae.Structure.Config);

    public ITextConditioner Text => _text;

    public IReadOnlyList<AdapterTargetGroup> AdapterGroups => field ??=
        [StableDiffusion1Targets.OfTextEncoder(_textEncoder.Structure), StableDiffusion1Targets.OfUnet(_unet.Structure)];

    public bool GradientCheckpointing
    {
        get => _unet.Structure.GradientCheckpointing;
        set => _unet.Structure.GradientCheckpointing = _textEncoder.Structure.GradientCheckpointing = value;
    }

    /// <summary>The U-Net with its weights.</summary>
    public UNet2DConditionModel UNet => _unet.Loaded;

    /// <summary>The text encoder with its weights.</summary>
    public ClipTextEncoder TextEncoder => _textEncoder.Loaded;

    /// <summary>The autoencoder with its weights.</summary>
    internal AutoencoderKL Vae => _vae.Loaded;

    public void Check()
    {
        _ = (Schedule, _text.Tokenizer);
        Match(ModelPart.Unet, _unet.Structure);
        Match(ModelPart.Vae, _vae.Structure);
        Match(ModelPart.TextEncoder, _textEncoder.Structure);
    }

    public void Load(params ReadOnlySpan<ModelPart> parts)
    {
        foreach (var part in parts)
        {
            _ = part switch
            {
                _ when part == ModelPart.Unet => UNet,
                _ when part == ModelPart.Vae => Vae,
                _ when part == ModelPart.TextEncoder => TextEncoder,
                _ when part == ModelPart.Tokenizer => _text.Tokenizer,
                _ when part == ModelPart.Scheduler => (object)Schedule,
                _ => throw Unknown(part),
            };
        }
    }

    public long WeightBytes(ModelPart part)
    {
        Module? structure = part == ModelPart.Unet ? _unet.Structure
            : part == ModelPart.Vae ? _vae.Structure
            : part == ModelPart.TextEncoder ? _textEncoder.Structure
            : null;
        if (structure is null)
        {
            return 0;
        }

        using var weights = Source.Open(part);
        return WeightLoader.Bytes(structure, weights, StorageOf(part), NameToday);
    }

    public long ActivationBytes(StepShape step) =>
        UNetMemory.Bytes(_unet.Structure.Config, step) + ClipTextMemory.Bytes(_textEncoder.Structure.Config, step);

    public void Release(ModelPart part)
    {
        if (part == ModelPart.Unet)
        {
            _unet.Release();
        }
        else if (part == ModelPart.Vae)
        {
            _vae.Release();
        }
        else if (part == ModelPart.TextEncoder)
        {
            _textEncoder.Release();
        }
        else if (!Family.Parts.Contains(part))
        {
            throw Unknown(part);
        }
    }

    public LatentDistribution Encode(Tensor pixels) => InFloat32(() => Vae.Encode(pixels));

    public Tensor Decode(Tensor latents) => InFloat32(() => Vae.Decode(latents / Latents.Scale));

    public Tensor Predict(Tensor noisy, ReadOnlySpan<float> timesteps, Conditioning conditioning) => UNet.Forward(noisy, timesteps, conditioning.Context);

    public void Dispose()
    {
        _unet.Release();
        _vae.Release();
        _textEncoder.Release();
    }

    private static LatentSpace LatentsOf(AutoencoderConfig config) => new(config.LatentChannels, config.Downscale, config.ScalingFactor);

    // the autoencoder's activations leave fp16's range: its weights are never made smaller than its file has them
    private DType? StorageOf(ModelPart part) => part == ModelPart.Vae && _storage is DType.Float16 or DType.BFloat16 ? DType.Float32 : _storage;

    private T InFloat32<T>(Func<T> body)
    {
        var before = Runtime.ProductType;
        Runtime.ProductType = DType.Float32;
        try
        {
            return body();
        }
        finally
        {
            Runtime.ProductType = before;
        }
    }

    private void Fill(ModelPart part, Module model)
    {
        using var weights = Source.Open(part);
        WeightLoader.Load(model, weights, Runtime, StorageOf(part), NameToday);
    }

    private void Match(ModelPart part, Module model)
    {
        using var weights = Source.Open(part);
        WeightLoader.Match(model, weights, NameToday);
    }

    private ModelFile Required(ModelPart part, string name) =>
        Source.Find(part, name) ?? throw new CheckpointException(Source.Location, $"there is no {part}/{name}.");

    private ArgumentException Unknown(ModelPart part) => new($"{Family.DisplayName} has no part '{part}'.", nameof(part));

    /// <summary>
    /// Names in files -> names in the model: the autoencoder's attention layers were called otherwise before 2023, and the text encoder's list of positions is
    /// no weight.
    /// </summary>
    private static string? NameToday(string name) => name == "text_model.embeddings.position_ids" ? null
        : OldAttention().Replace(name, match => match.Groups[1].Value + match.Groups[2].Value switch
        {
            "query" => "to_q",
            "key" => "to_k",
            "value" => "to_v",
            _ => "to_out.0",
        } + match.Groups[3].Value);

    [GeneratedRegex(@"^(.+\.attentions\.[0-9]+\.)(query|key|value|proj_attn)(\.(?:weight|bias))\z")]
    private static partial Regex OldAttention();
}
