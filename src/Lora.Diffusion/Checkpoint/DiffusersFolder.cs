using System.Text.Json;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>A model as diffusers saves it: <c>model_index.json</c> and a folder for each part. Opening reads the index.</summary>
internal sealed class DiffusersFolder : IWeightSource
{
    private const string IndexName = "model_index.json";
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

    public string Pipeline => _index.Find("_class_name") is { ValueKind: JsonValueKind.String } name
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
            return [IndexFile, .. Existing(part, "scheduler_config.json")];
        }

        if (part == ModelPart.Tokenizer)
        {
            return [.. Existing(part, TokenizerNames)];
        }

        return ClassOf(part) is null ? [] : [.. Existing(part, "config.json"), .. WeightsOf(part)];
    }

    public ModelFile? Find(ModelPart part, string name) => Existing(part, name).Select(ModelFile.Read).FirstOrDefault();

    public PartWeights Open(ModelPart part)
    {
        var paths = WeightsOf(part);
        return new PartWeights(paths.Count == 1 ? paths[0] : FolderOf(part), paths);
    }

    private IReadOnlyList<string> WeightsOf(ModelPart part) =>
        DiffusersWeights.Locate(FolderOf(part), part == ModelPart.TextEncoder ? "model" : "diffusion_pytorch_model");

    private IEnumerable<string> Existing(ModelPart part, params string[] names) =>
        names.Select(name => Path.Combine(FolderOf(part), name)).Where(File.Exists);

    private string FolderOf(ModelPart part) => Path.Combine(Location, part.Name);
}
