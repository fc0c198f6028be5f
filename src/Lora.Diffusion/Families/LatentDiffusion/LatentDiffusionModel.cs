using Lora.Diffusion.Schedules;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>
/// An opened model of Stable Diffusion 1.x, 2.x or XL. Outside of this room it is used as <see cref="IDiffusionModel"/>; what it has beyond that is for tests
/// and benchmarks.
/// </summary>
public sealed class LatentDiffusionModel : IDiffusionModel
{
    private const string ConfigName = "config.json";

    private readonly LatentDiffusionParts _parts;
    private readonly ModelSettings _settings;
    private readonly LoadedPart<UNet2DConditionModel> _unet;
    private readonly LoadedPart<AutoencoderKL> _vae;
    private readonly IReadOnlyList<TextTower> _towers;

    internal LatentDiffusionModel(IModelFamily family, LatentDiffusionParts parts, IWeightSource source, TensorRuntime runtime, ModelSettings settings)
    {
        (Family, _parts, Source, Runtime, _settings) = (family, parts, source, runtime, settings);
        _unet = new(() => new(UNetConfig.Read(Required(ModelPart.Unet, ConfigName))), unet => Fill(ModelPart.Unet, unet));
        _vae = new(() => new(AutoencoderConfig.Read(Required(ModelPart.Vae, ConfigName))), vae => Fill(ModelPart.Vae, vae));
        _towers = [.. parts.TextEncoders.Select(Tower)];
        Text = parts.Conditioner(runtime, _towers);
    }

    public IModelFamily Family { get; }

    public IWeightSource Source { get; }

    public TensorRuntime Runtime { get; }

    public ModelMetadata Metadata => _parts.Metadata(Schedule.Config.PredictionType);

    public NoiseSchedule Schedule => field ??= new NoiseSchedule(InForce(
        Source.Find(ModelPart.Scheduler, "scheduler_config.json") is { } file ? ScheduleConfigReader.Read(file) : _parts.Schedule));

    public LatentSpace Latents => field ??= LatentsOf(_vae.Structure.Config);

    public ITextConditioner Text { get; }

    public IReadOnlyList<AdapterTargetGroup> AdapterGroups => field ??=
    [
        .. _towers.Select(tower => LatentDiffusionTargets.OfTextEncoder(tower.Part.Encoder, tower.Part.Prefix, tower.Encoder.Structure)),
        _parts.UnetTargets(_unet.Structure),
    ];

    public bool GradientCheckpointing
    {
        get => _unet.Structure.GradientCheckpointing;
        set
        {
            _unet.Structure.GradientCheckpointing = value;
            foreach (var tower in _towers)
            {
                tower.Encoder.Structure.GradientCheckpointing = value;
            }
        }
    }

    /// <summary>The U-Net with its weights.</summary>
    public UNet2DConditionModel UNet => _unet.Loaded;

    /// <summary>The first text encoder with its weights.</summary>
    public ClipTextEncoder TextEncoder => _towers[0].Encoder.Loaded;

    /// <summary>The second text encoder with its weights.</summary>
    public ClipTextEncoder TextEncoder2 => _towers[1].Encoder.Loaded;

    /// <summary>The autoencoder with its weights.</summary>
    internal AutoencoderKL Vae => _vae.Loaded;

    public void Check()
    {
        _ = Schedule;
        foreach (var tower in _towers)
        {
            var (ids, rows) = (tower.Tokenizer.LargestId, tower.Encoder.Structure.Config.VocabSize);
            if (ids >= rows)
            {
                throw new CheckpointException(Source.IndexFile,
                    $"'{tower.Part.Encoder}' knows {rows} tokens and '{tower.Part.Tokenizer}' has {ids + 1}: they do not go together. "
                    + "For a single file, name a folder with its tokenizer in BaseModelConfig.")
                { SaysWhatToDo = true };
            }
        }

        foreach (var part in Family.Parts.Where(part => StructureOf(part) is not null))
        {
            using var weights = Source.Open(part);
            WeightLoader.Match(StructureOf(part)!, weights);
        }
    }

    public void Load(params ReadOnlySpan<ModelPart> parts)
    {
        foreach (var part in parts)
        {
            _ = part switch
            {
                _ when part == ModelPart.Unet => UNet,
                _ when part == ModelPart.Vae => Vae,
                _ when part == ModelPart.Scheduler => Schedule,
                _ when TowerOf(part) is { } tower => tower.Encoder.Loaded,
                _ => (object)(_towers.FirstOrDefault(tower => tower.Part.Tokenizer == part) ?? throw Unknown(part)).Tokenizer,
            };
        }
    }

    public long WeightBytes(ModelPart part)
    {
        if (StructureOf(part) is not { } structure)
        {
            return 0;
        }

        using var weights = Source.Open(part);
        return WeightLoader.Bytes(structure, weights, StorageOf(part));
    }

    public long ActivationBytes(StepShape step) => UNetMemory.Bytes(_unet.Structure.Config, step)
        + _towers.Sum(tower => ClipTextMemory.Bytes(tower.Part.Encoder, tower.Encoder.Structure.Config, step));

    public long EncodingBytes(int height, int width) => AutoencoderMemory.EncodingBytes(_vae.Structure.Config, Runtime.Memory, height, width);

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
        else if (TowerOf(part) is { } tower)
        {
            tower.Encoder.Release();
        }
        else if (!Family.Parts.Contains(part))
        {
            throw Unknown(part);
        }
    }

    public LatentDistribution Encode(Tensor pixels) => InFloat32(() => Vae.Encode(pixels));

    public Tensor Decode(Tensor latents) => InFloat32(() => Vae.Decode(latents / Latents.Scale));

    public Conditioning WithSizes(Conditioning text, params ReadOnlySpan<PictureSize> pictures)
    {
        if (!_unet.Structure.Config.TakesSizes)
        {
            return text;
        }

        var sizes = new List<float>();
        for (var row = 0; row < text.Rows; row++)
        {
            var size = pictures[pictures.Length == 1 ? 0 : row];
            sizes.AddRange([size.OriginalHeight, size.OriginalWidth, size.CropTop, size.CropLeft, size.Height, size.Width]);
        }

        return text with { Sizes = _unet.Structure.EmbedSizes(Runtime, [.. sizes]) };
    }

    public Tensor Predict(Tensor noisy, ReadOnlySpan<float> timesteps, Conditioning conditioning) =>
        UNet.Forward(noisy, timesteps, conditioning.Context, conditioning.Pooled, conditioning.Sizes);

    public void Dispose()
    {
        _unet.Release();
        _vae.Release();
        foreach (var tower in _towers)
        {
            tower.Encoder.Release();
        }
    }

    private static LatentSpace LatentsOf(AutoencoderConfig config) => new(config.LatentChannels, config.Downscale, config.ScalingFactor);

    // what a project says goes before what the files say; a schedule that ends in pure noise is only seen whole where the last step is visited
    private ScheduleConfig InForce(ScheduleConfig config)
    {
        var zero = _settings.ZeroTerminalSnr ?? config.RescaleBetasZeroSnr;
        return config with
        {
            PredictionType = _settings.VParameterization switch
            {
                true => PredictionType.VPrediction,
                false => PredictionType.Epsilon,
                null => config.PredictionType,
            },
            RescaleBetasZeroSnr = zero,
            TimestepSpacing = zero && !config.RescaleBetasZeroSnr ? TimestepSpacing.Trailing : config.TimestepSpacing,
        };
    }

    // the autoencoder's activations leave fp16's range: its weights are never made smaller than its file has them
    private DType? StorageOf(ModelPart part) =>
        part == ModelPart.Vae && _settings.Storage is DType.Float16 or DType.BFloat16 ? DType.Float32 : _settings.Storage;

    private Module? StructureOf(ModelPart part) => part == ModelPart.Unet ? _unet.Structure
        : part == ModelPart.Vae ? _vae.Structure
        : TowerOf(part)?.Encoder.Structure;

    private TextTower? TowerOf(ModelPart encoder) => _towers.FirstOrDefault(tower => tower.Part.Encoder == encoder);

    private TextTower Tower(TextPart part) => new(
        part,
        new(() => new(ClipTextConfig.Read(Required(part.Encoder, ConfigName)), part.HasProjection), encoder => Fill(part.Encoder, encoder)),
        () => ClipTokenizer.Load(name => Source.Find(part.Tokenizer, name), Source.Location));

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
        WeightLoader.Load(model, weights, Runtime, StorageOf(part));
    }

    private ModelFile Required(ModelPart part, string name) =>
        Source.Find(part, name) ?? throw new CheckpointException(Source.Location, $"there is no {part}/{name}.");

    private ArgumentException Unknown(ModelPart part) => new($"{Family.DisplayName} has no part '{part}'.", nameof(part));
}
