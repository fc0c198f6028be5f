using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// Finds the files of a base model. In diffusers layout a part is a folder, so that a new U-Net does not make the latents again; a single file is every part's.
/// </summary>
public static class BaseModelFiles
{
    private const string Index = "model_index.json";

    // what a single file is called does not matter
    private const string Single = "checkpoint";

    private static readonly string[] Configs = [".json", ".txt"];
    private static readonly string[] Extensions = [.. Configs, ".safetensors"];

    /// <summary>By part and name; nothing where there is no model.</summary>
    /// <param name="model">Folder or file.</param>
    /// <param name="vae">Folder or file of another autoencoder; empty: the model's own.</param>
    /// <param name="config">Folder with configs for a single file; empty: none.</param>
    /// <param name="hashes">Hashes each file.</param>
    public static IReadOnlyList<ModelFile> Find(string model, string vae, string config, StatCache hashes) =>
    [
        .. List(model, vae, config).Select(file => new ModelFile(
            file.Part, file.Name, file.Path, hashes.Hash(file.Path), hashes.Status(file.Path))),
    ];

    /// <summary>The same files without a look into them.</summary>
    public static IReadOnlyList<(string Part, string Name, string Path)> List(string model, string vae, string config)
    {
        var files = new List<(string Part, string Name, string Path)>();
        var isFile = File.Exists(model);
        foreach (var part in ModelPart.All)
        {
            if (part == ModelPart.Vae && vae.Length > 0)
            {
                files.AddRange(File.Exists(vae) ? [(part.Name, Single, vae)] : Folder(part, VaeFolder(vae), Extensions));
                continue;
            }

            files.AddRange(isFile ? [(part.Name, Single, model), .. Folder(part, Path.Combine(config, part.Name), config.Length > 0 ? Configs : [])]
                : Folder(part, Path.Combine(model, part.Name), Extensions));
        }

        // it says what the parts are; the smallest part carries it
        if (!isFile && File.Exists(Path.Combine(model, Index)))
        {
            files.Add((ModelPart.Scheduler.Name, Index, Path.Combine(model, Index)));
        }

        return files;
    }

    private static string VaeFolder(string folder) =>
        Path.Combine(folder, ModelPart.Vae.Name) is var inside && Directory.Exists(inside) ? inside : folder;

    private static IEnumerable<(string Part, string Name, string Path)> Folder(ModelPart part, string folder, string[] extensions) =>
        Directory.Exists(folder) && extensions.Length > 0
            ? Directory.GetFiles(folder).Where(file => extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal))
                .Order(StringComparer.Ordinal).Select(file => (part.Name, Path.GetFileName(file), file))
            : [];
}
