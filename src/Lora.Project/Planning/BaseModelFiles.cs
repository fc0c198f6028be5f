using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Finds the files of a base model in diffusers layout, a part a folder: a new U-Net does not make the latents again.</summary>
public static class BaseModelFiles
{
    private const string Index = "model_index.json";

    private static readonly string[] Extensions = [".json", ".txt", ".safetensors"];

    /// <summary>By part and name; nothing where the folder is missing.</summary>
    public static IReadOnlyList<ModelFile> Find(string folder, StatCache hashes) =>
        [.. List(folder).Select(file => new ModelFile(file.Part, Path.GetFileName(file.Path), file.Path, hashes.Hash(file.Path), hashes.Status(file.Path)))];

    /// <summary>The same files without a look into them.</summary>
    public static IReadOnlyList<(string Part, string Path)> List(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var files = new List<(string Part, string Path)>();
        foreach (var part in ModelPart.All.Select(part => part.Name))
        {
            var inside = Path.Combine(folder, part);
            if (Directory.Exists(inside))
            {
                files.AddRange(Directory.GetFiles(inside).Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal))
                    .Order(StringComparer.Ordinal).Select(file => (part, file)));
            }
        }

        // it says what the parts are; the smallest part carries it
        if (File.Exists(Path.Combine(folder, Index)))
        {
            files.Add((ModelPart.Scheduler.Name, Path.Combine(folder, Index)));
        }

        return files;
    }
}
