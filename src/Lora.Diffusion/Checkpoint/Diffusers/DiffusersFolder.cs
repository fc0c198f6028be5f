using System.Text.Json;
using Lora.Diffusion.Schedules;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>A model as diffusers saves it: <c>model_index.json</c> and a folder for each part. Opening reads the index.</summary>
internal sealed class DiffusersFolder : IWeightSource
{
    private const string IndexName = "model_index.json";
    private const string SchedulerName = "scheduler_config.json";
    private static readonly string[] TokenizerNames = ["merges.txt", "merges.txt.gz", "vocab.json", "tokenizer_config.json", "special_tokens_map.json"];

    private readonly ConfigReader _index;

    /// <param name="folder">The folder with <c>model_index.json</c> in it.</param>
    /// <exception cref="CheckpointException">There is no index, or it cannot be read.</exception>
    public DiffusersFolder(string folder)
    {
        Location = folder;
        IndexFile = Path.Combine(folder, IndexName);
        _index = File.Exists(IndexFile)
            ? new ConfigReader(ModelFile.Read(IndexFile))
            : throw new CheckpointException(folder, $"this is no diffusers model: there is no {IndexName} in it.");
    }

    public string Location { get; }

    public string IndexFile { get; }

    public string Form => "diffusers folder";

    public PredictionEvidence Evidence => Find(ModelPart.Scheduler, SchedulerName) is { } file && ScheduleConfigReader.Evidence(file) is var (prediction, zero)
        ? new(prediction, zero, SchedulerName) : new(null, null, "");

    public string? ForeignKind => ForeignModels.OfClass(Pipeline) ?? (_index.Find("transformer") is { } transformer
        ? ForeignModels.OfClass(transformer.GetRawText()) ?? "a model whose prediction comes from a transformer" : null);

    public ModelTraits Traits => new(
        ConfigOf(ModelPart.Unet) is { } unet && unet.Find("in_channels") is { ValueKind: JsonValueKind.Number } planes && planes.TryGetInt32(out var count)
            ? count : 4,
        [.. ((ModelPart[])[ModelPart.TextEncoder, ModelPart.TextEncoder2]).Where(part => ClassOf(part) is not null).Select(KindOf)],
        ConfigOf(ModelPart.Unet)?.Has("addition_embed_type") ?? false);

    private string Pipeline => _index.Find("_class_name") is { ValueKind: JsonValueKind.String } name
        ? name.GetString()!
        : throw _index.Error("_class_name", "is missing: the index does not say what the model is.");

    public string? ClassOf(ModelPart part) =>
        _index.Find(part.Name) is { ValueKind: JsonValueKind.Array } entry && entry.GetArrayLength() == 2 && entry[1].ValueKind == JsonValueKind.String
            ? entry[1].GetString()
            : null;

    public IReadOnlyList<string> FilesOf(ModelPart part)
    {
        if (part == ModelPart.Scheduler)
        {
            return [IndexFile, .. Existing(part, SchedulerName)];
        }

        if (part == ModelPart.Tokenizer || part == ModelPart.Tokenizer2)
        {
            return [.. Existing(part, TokenizerNames)];
        }

        return ClassOf(part) is null ? [] : [.. Existing(part, "config.json"), .. WeightsOf(part)];
    }

    public ModelFile? Find(ModelPart part, string name) => Existing(part, name).Select(ModelFile.Read).FirstOrDefault();

    public PartWeights Open(ModelPart part)
    {
        var paths = WeightsOf(part);
        return DiffusersNames.Open(paths.Count == 1 ? paths[0] : FolderOf(part), paths);
    }

    private IReadOnlyList<string> WeightsOf(ModelPart part) =>
        DiffusersWeights.Locate(FolderOf(part), ModelPart.OfText.Contains(part) ? "model" : "diffusion_pytorch_model");

    private ConfigReader? ConfigOf(ModelPart part) => Find(part, "config.json") is { } file ? new ConfigReader(file) : null;

    // OpenCLIP's weights were trained with the exact activation
    private TextEncoderKind KindOf(ModelPart part) => ConfigOf(part)?.Find("hidden_act") is { ValueKind: JsonValueKind.String } activation
        && activation.ValueEquals("gelu") ? TextEncoderKind.OpenClip : TextEncoderKind.Clip;

    private IEnumerable<string> Existing(ModelPart part, params string[] names) =>
        names.Select(name => Path.Combine(FolderOf(part), name)).Where(File.Exists);

    private string FolderOf(ModelPart part) => Path.Combine(Location, part.Name);
}
