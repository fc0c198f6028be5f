using System.Text;
using System.Text.Json.Nodes;
using Lora.Diffusion.Schedules;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>
/// A checkpoint in one file, in Stability's layout: stands for a diffusers folder. Opening reads its header. Configs come from a folder if one is named, else
/// from the tensors' shapes; the tokenizer comes with the product.
/// </summary>
internal sealed class SingleFile : IWeightSource
{
    private const string ConfigName = "config.json";
    private const string SchedulerName = "scheduler_config.json";

    private readonly string _configFolder;
    private readonly LdmLayout _layout;

    /// <param name="path">The file.</param>
    /// <param name="configFolder">A folder in diffusers' layout; empty: none.</param>
    /// <exception cref="CheckpointException">It cannot be read.</exception>
    public SingleFile(string path, string configFolder = "")
    {
        (Location, _configFolder) = (path, configFolder);
        using var file = TensorFile.Open(path);
        _layout = new LdmLayout(new CheckpointKeys(file));
    }

    public string Location { get; }

    public string Form => "single file";

    public string IndexFile => Location;

    public string? ForeignKind => ForeignModels.OfNames(_layout.Keys.Names);

    public ModelTraits Traits => _layout.Traits;

    public PredictionEvidence Evidence => field ??= SingleFileEvidence.Of(_layout.Keys);

    public IReadOnlyList<string> FilesOf(ModelPart part) => ClassOf(part) is null ? [] : [Location];

    public string? ClassOf(ModelPart part) => part switch
    {
        _ when part == ModelPart.Unet => _layout.HasUnet ? "UNet2DConditionModel" : null,
        _ when part == ModelPart.Vae => _layout.HasVae ? "AutoencoderKL" : null,
        _ when part == ModelPart.TextEncoder => _layout.TextEncoder(part) is null ? null : "CLIPTextModel",
        _ when part == ModelPart.TextEncoder2 => _layout.TextEncoder(part) is null ? null : "CLIPTextModelWithProjection",
        _ when part == ModelPart.Scheduler => "DDIMScheduler",
        _ => ClassOf(ShippedTokenizer.EncoderOf(part)) is null ? null : "CLIPTokenizer",
    };

    public ModelFile? Find(ModelPart part, string name)
    {
        if (_configFolder.Length > 0 && Path.Combine(_configFolder, part.Name, name) is var given && File.Exists(given))
        {
            return ModelFile.Read(given);
        }

        if (part == ModelPart.Tokenizer || part == ModelPart.Tokenizer2)
        {
            return HasTokenizer(part) || _layout.TextEncoder(ShippedTokenizer.EncoderOf(part)) is not { } encoder
                ? null : ShippedTokenizer.Find(encoder.Kind, name);
        }

        return name == (part == ModelPart.Scheduler ? SchedulerName : ConfigName) && ConfigOf(part) is { } config
            ? new ModelFile(Location, Encoding.UTF8.GetBytes(config.ToJsonString())) : null;
    }

    public PartWeights Open(ModelPart part)
    {
        using var structure = PartStructure.Of(this, part)!;

        // before the file is open: a place may be refused
        var places = structure.Parameters.Select(parameter => (parameter.Name, Place: PlaceOf(part, parameter.Name))).ToArray();
        var file = TensorFile.Open(Location);
        var known = file.Names.ToHashSet(StringComparer.Ordinal);
        var byName = places.Where(row => known.Contains(row.Place.Key)).ToDictionary(
            row => row.Name,
            row => new StoredTensor(file, row.Place.Key) { Part = row.Place.Part, IsTransposed = row.Place.IsTransposed },
            StringComparer.Ordinal);
        return new PartWeights(Location, [file], byName, []);
    }

    // a folder that has a tokenizer of its own has all of it
    private bool HasTokenizer(ModelPart part) =>
        _configFolder.Length > 0 && File.Exists(Path.Combine(_configFolder, part.Name, "merges.txt"));

    private JsonObject? ConfigOf(ModelPart part)
    {
        var configs = new LdmConfigs(_layout);
        return part switch
        {
            _ when part == ModelPart.Unet => configs.Unet(),
            _ when part == ModelPart.Vae => configs.Vae(),
            _ when part == ModelPart.Scheduler => SchedulerOf(Evidence),
            _ => _layout.TextEncoder(part) is { } encoder ? configs.TextEncoder(encoder) : null,
        };
    }

    private OpenClipPlace PlaceOf(ModelPart part, string name) => part switch
    {
        _ when part == ModelPart.Unet => new(LdmLayout.Unet + UnetNames.Parameter(name), (0, 1)),
        _ when part == ModelPart.Vae => new(LdmLayout.Vae + VaeNames.Parameter(name), (0, 1)),
        _ => LdmTextNames.Of(_layout.Keys, _layout.TextEncoder(part)!, name),
    };

    private LdmUnetNames UnetNames => field ??= new(UNetConfig.Read(Find(ModelPart.Unet, ConfigName)!));

    private LdmVaeNames VaeNames => field ??= new(AutoencoderConfig.Read(Find(ModelPart.Vae, ConfigName)!).BlockOutChannels.Length);

    private static JsonObject SchedulerOf(PredictionEvidence evidence) => new()
    {
        ["prediction_type"] = evidence.Prediction == PredictionType.VPrediction ? "v_prediction" : "epsilon",
        ["rescale_betas_zero_snr"] = evidence.ZeroTerminalSnr ?? false,
        // what was trained down to pure noise is drawn from there
        ["timestep_spacing"] = evidence.ZeroTerminalSnr == true ? "trailing" : "leading",
        ["steps_offset"] = 1,
    };
}
