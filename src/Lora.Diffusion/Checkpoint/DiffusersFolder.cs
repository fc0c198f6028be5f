using System.Text.Json;
using System.Text.RegularExpressions;
using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// A Stable Diffusion 1.x model as diffusers saves it: <c>model_index.json</c> and a folder for each part. Opening reads the index and looks for the parts;
/// each part is read when it is asked for.
/// </summary>
public sealed partial class DiffusersFolder
{
    private const string ModelStem = "diffusion_pytorch_model";
    private const string TextStem = "model";

    /// <param name="folder">The folder with <c>model_index.json</c> in it.</param>
    /// <exception cref="CheckpointException">The folder or a part of it is missing, or it is a model of another family.</exception>
    public DiffusersFolder(string folder)
    {
        Root = folder;
        var file = At("model_index.json");
        if (!File.Exists(file))
        {
            throw new CheckpointException(folder, "this is no diffusers model: there is no model_index.json in it.");
        }

        var index = ConfigReader.Open(file);
        index.OneOf("_class_name", "StableDiffusionPipeline");
        Expect(index, "unet", "UNet2DConditionModel");
        Expect(index, "vae", "AutoencoderKL");
        Expect(index, "text_encoder", "CLIPTextModel");
        Expect(index, "tokenizer", "CLIPTokenizer", "CLIPTokenizerFast");
    }

    /// <summary>The folder as it was given.</summary>
    public string Root { get; }

    /// <summary>Folder of vocab.json and merges.txt.</summary>
    public string TokenizerFolder => At("tokenizer");

    /// <summary>Files that decide what the U-Net computes: config and weights.</summary>
    public IReadOnlyList<string> UNetFiles => [At("unet", "config.json"), .. WeightFiles.Locate(At("unet"), ModelStem)];

    /// <summary>Files that decide what the autoencoder computes.</summary>
    public IReadOnlyList<string> VaeFiles => [At("vae", "config.json"), .. WeightFiles.Locate(At("vae"), ModelStem)];

    /// <summary>Files that decide what the text encoder computes.</summary>
    public IReadOnlyList<string> TextEncoderFiles => [At("text_encoder", "config.json"), .. WeightFiles.Locate(At("text_encoder"), TextStem)];

    /// <summary>Files that decide how text becomes ids.</summary>
    public IReadOnlyList<string> TokenizerFiles =>
        [.. ((string[])["merges.txt", "vocab.json", "tokenizer_config.json", "special_tokens_map.json"])
            .Select(name => At("tokenizer", name)).Where(File.Exists)];

    public string SchedulerFile => At("scheduler", "scheduler_config.json");

    /// <param name="runtime">Where the weights go; call outside of any scope that ends before the model does.</param>
    /// <param name="storage">Element type of the large weights; null keeps the file's.</param>
    /// <exception cref="CheckpointException">A file is missing or broken, or config and weights do not agree.</exception>
    public UNet2DConditionModel LoadUNet(TensorRuntime runtime, DType? storage = null) =>
        Fill(new UNet2DConditionModel(UNetConfig.Load(At("unet", "config.json"))), "unet", ModelStem, runtime, storage, name => name);

    /// <inheritdoc cref="LoadUNet"/>
    public AutoencoderKL LoadVae(TensorRuntime runtime, DType? storage = null) =>
        Fill(new AutoencoderKL(AutoencoderConfig.Load(At("vae", "config.json"))), "vae", ModelStem, runtime, storage, ModernAttentionName);

    /// <inheritdoc cref="LoadUNet"/>
    public ClipTextEncoder LoadTextEncoder(TensorRuntime runtime, DType? storage = null) =>
        Fill(new ClipTextEncoder(ClipTextConfig.Load(At("text_encoder", "config.json"))), "text_encoder", TextStem, runtime, storage,
            name => name == "text_model.embeddings.position_ids" ? null : name);

    /// <summary>The noise schedule; that of Stable Diffusion 1.x where the model has no scheduler folder.</summary>
    /// <exception cref="CheckpointException">The file is broken or asks for something that is not supported.</exception>
    public ScheduleConfig LoadSchedule()
    {
        if (!File.Exists(SchedulerFile))
        {
            return ScheduleConfig.StableDiffusion;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(SchedulerFile));
            return ScheduleConfigReader.Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new CheckpointException(SchedulerFile, e.Message, e);
        }
    }

    /// <summary>The autoencoder's attention layers had other names before 2023.</summary>
    private static string ModernAttentionName(string name) => OldAttention().Replace(name, match => match.Groups[1].Value + match.Groups[2].Value switch
    {
        "query" => "to_q",
        "key" => "to_k",
        "value" => "to_v",
        _ => "to_out.0",
    } + match.Groups[3].Value);

    [GeneratedRegex(@"^(.+\.attentions\.[0-9]+\.)(query|key|value|proj_attn)(\.(?:weight|bias))\z")]
    private static partial Regex OldAttention();

    private T Fill<T>(T model, string part, string stem, TensorRuntime runtime, DType? storage, Func<string, string?> rename)
        where T : Module
    {
        var paths = WeightFiles.Locate(At(part), stem);
        using var files = new WeightFiles(paths);
        WeightLoader.Load(model, files, runtime, storage, paths.Count == 1 ? paths[0] : At(part), rename);
        return model;
    }

    private string At(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static void Expect(ConfigReader index, string part, params string[] classes)
    {
        var entry = index.Find(part) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 2 && list[1].ValueKind == JsonValueKind.String
            ? list[1].GetString()!
            : throw index.Error(part, "is missing: the model has no such part.");
        if (!classes.Contains(entry, StringComparer.Ordinal))
        {
            throw index.Error(part, $"is a {entry}; understood: {string.Join(", ", classes)}.");
        }
    }
}
