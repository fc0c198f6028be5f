using System.Security.Cryptography;
using System.Text;

namespace Lora.Project;

/// <summary>The content hashes of a base model in diffusers layout, a part a folder: a new U-Net does not make the latents again.</summary>
internal static class BaseModelFiles
{
    private static readonly string[] Parts = ["unet", "vae", "text_encoder", "tokenizer", "scheduler"];
    private static readonly string[] Extensions = [".json", ".txt", ".safetensors"];

    /// <summary>By part; empty where the part is missing.</summary>
    public static IReadOnlyDictionary<string, string> Hashes(string folder, Func<string, string> hash)
    {
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in Parts)
        {
            hashes[part] = Hash(Path.Combine(folder, part), part, hash);
        }

        // model_index.json says what the parts are; the smallest part carries it
        if (folder.Length > 0 && hash(Path.Combine(folder, "model_index.json")) is { Length: > 0 } index)
        {
            hashes["scheduler"] = Sum($"{hashes["scheduler"]}\n{index}\n");
        }

        return hashes;
    }

    private static string Hash(string folder, string part, Func<string, string> hash)
    {
        if (part == folder || !Directory.Exists(folder))
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var file in Directory.GetFiles(folder).Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            text.Append(Path.GetFileName(file)).Append(' ').Append(hash(file)).Append('\n');
        }

        return Sum(text.ToString());
    }

    private static string Sum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
