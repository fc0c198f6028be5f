using System.Text;
using System.Text.Json.Nodes;
using Lora.Diffusion.Schedules;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>A model with another autoencoder: a folder in diffusers' layout, or a single file in either layout.</summary>
/// <param name="model">Everything else.</param>
/// <param name="vae">The folder or file.</param>
internal sealed class ReplacedVae(IWeightSource model, string vae) : IWeightSource
{
    private const string ConfigName = "config.json";
    private const string Stem = "diffusion_pytorch_model";

    public string Location => model.Location;

    public string Form => model.Form;

    public PredictionEvidence Evidence => model.Evidence;

    public string IndexFile => model.IndexFile;

    public string? ForeignKind => model.ForeignKind;

    public ModelTraits Traits => model.Traits;

    public IReadOnlyList<string> FilesOf(ModelPart part) => part != ModelPart.Vae ? model.FilesOf(part)
        : IsFolder ? [Path.Combine(Folder, ConfigName), .. Weights] : [vae];

    public string? ClassOf(ModelPart part) => part == ModelPart.Vae ? "AutoencoderKL" : model.ClassOf(part);

    public ModelFile? Find(ModelPart part, string name)
    {
        if (part != ModelPart.Vae)
        {
            return model.Find(part, name);
        }

        if (IsFolder)
        {
            return File.Exists(Path.Combine(Folder, name)) ? ModelFile.Read(Path.Combine(Folder, name)) : null;
        }

        return name == ConfigName ? Config() : null;
    }

    public PartWeights Open(ModelPart part)
    {
        if (part != ModelPart.Vae)
        {
            return model.Open(part);
        }

        if (IsFolder)
        {
            return DiffusersNames.Open(Weights.Count == 1 ? Weights[0] : Folder, Weights);
        }

        var layout = Layout();
        if (layout.Prefix is not { } prefix)
        {
            return DiffusersNames.Open(vae, [vae]);
        }

        var config = AutoencoderConfig.Read(Config());
        using var structure = new AutoencoderKL(config);
        var names = new LdmVaeNames(config.BlockOutChannels.Length);
        var file = TensorFile.Open(vae);
        var known = file.Names.ToHashSet(StringComparer.Ordinal);
        var byName = structure.Parameters.Select(parameter => (parameter.Name, Key: prefix + names.Parameter(parameter.Name)))
            .Where(pair => known.Contains(pair.Key)).ToDictionary(pair => pair.Name, pair => new StoredTensor(file, pair.Key), StringComparer.Ordinal);
        return new PartWeights(vae, [file], byName, []);
    }

    private bool IsFolder => Directory.Exists(vae);

    // the part's folder itself, or a whole model that has one
    private string Folder => File.Exists(Path.Combine(vae, ConfigName)) ? vae : Path.Combine(vae, ModelPart.Vae.Name);

    private IReadOnlyList<string> Weights => DiffusersWeights.Locate(Folder, Stem);

    private (CheckpointKeys Keys, string? Prefix) Layout()
    {
        using var file = TensorFile.Open(vae);
        var keys = new CheckpointKeys(file);
        var prefix = keys.HasAny("encoder.down.") ? "" : keys.HasAny(LdmLayout.Vae + "encoder.down.") ? LdmLayout.Vae : null;
        return prefix is not null || keys.HasAny("encoder.down_blocks.") ? (keys, prefix)
            : throw new CheckpointException(vae, "this is no autoencoder of Stable Diffusion.");
    }

    // the model's own config where the sizes are its own, else from the file; the latents' scale belongs to the model that works with them
    private ModelFile Config()
    {
        var (keys, prefix) = Layout();
        var own = JsonNode.Parse(model.Find(ModelPart.Vae, ConfigName)?.Text ?? "{}")!.AsObject();
        var sizes = new LdmConfigs(new LdmLayout(keys));
        if (prefix is null || (own["block_out_channels"] is JsonArray channels && channels.Select(size => (int)size!).SequenceEqual(sizes.VaeChannels(prefix))))
        {
            return new ModelFile(vae, Encoding.UTF8.GetBytes(own.ToJsonString()));
        }

        var config = sizes.Vae(prefix);
        config["scaling_factor"] = own["scaling_factor"]?.DeepClone() ?? config["scaling_factor"]!.DeepClone();
        return new ModelFile(vae, Encoding.UTF8.GetBytes(config.ToJsonString()));
    }
}
