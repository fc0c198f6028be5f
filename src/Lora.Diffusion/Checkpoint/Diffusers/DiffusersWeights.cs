using System.Text.Json;

namespace Lora.Diffusion;

/// <summary>Finds the weight files of a part in its folder of a diffusers model.</summary>
internal static class DiffusersWeights
{
    /// <summary>
    /// <c>stem.safetensors</c>, else the files that <c>stem.safetensors.index.json</c> names, else the same with fp16 before the ending.
    /// </summary>
    /// <param name="folder">The part's folder.</param>
    /// <param name="stem"><c>diffusion_pytorch_model</c>, or <c>model</c> for a text encoder.</param>
    /// <exception cref="CheckpointException">There are none; the message says so if there are only pickled weights.</exception>
    public static IReadOnlyList<string> Locate(string folder, string stem)
    {
        foreach (var variant in (string[])["", ".fp16"])
        {
            var single = Path.Combine(folder, $"{stem}{variant}.safetensors");
            if (File.Exists(single))
            {
                return [single];
            }

            var index = Path.Combine(folder, $"{stem}.safetensors.index{variant}.json");
            if (File.Exists(index))
            {
                return Shards(folder, index);
            }
        }

        var pickled = File.Exists(Path.Combine(folder, stem + ".bin")) || File.Exists(Path.Combine(folder, "pytorch_" + stem + ".bin"));
        throw new CheckpointException(folder, $"there is no {stem}.safetensors."
            + (pickled ? " The .bin file there holds pickled weights, which can run code: convert it once, in Python "
                + "DiffusionPipeline.from_pretrained(FOLDER).save_pretrained(NEW_FOLDER, safe_serialization=True)." : ""))
        { SaysWhatToDo = pickled };
    }

    private static string[] Shards(string folder, string index)
    {
        var config = new ConfigReader(ModelFile.Read(index));
        if (config.Find("weight_map") is not { ValueKind: JsonValueKind.Object } map)
        {
            throw config.Error("weight_map", "is missing.");
        }

        var names = map.EnumerateObject().Select(p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : "")
            .Distinct().Order(StringComparer.Ordinal).ToArray();
        return names.All(IsFileOfFolder)
            ? [.. names.Select(n => Path.Combine(folder, n))]
            : throw config.Error("weight_map", "must name files of the same folder.");
    }

    private static bool IsFileOfFolder(string name) => name == Path.GetFileName(name) && name is not ("" or "." or "..")
        && name.AsSpan().IndexOfAny(['/', '\\', '\0']) < 0;
}
