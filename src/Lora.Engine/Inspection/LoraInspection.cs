using System.Globalization;
using Lora.Tensors;
using Lora.Training;

namespace Lora.Engine;

/// <summary>What a LoRA's file says of itself.</summary>
internal static class LoraInspection
{
    // tag frequencies and buckets of a large dataset run to pages
    private const int LongestValue = 160;

    private static readonly string[] Marks = [".lora_down.weight", ".lora_A.weight", ".lora.down.weight"];

    private static readonly (string Title, string Key)[] Notes =
    [
        ("trained on", "ss_base_model_version"), ("architecture", "modelspec.architecture"), ("prediction", "modelspec.prediction_type"),
        ("network", "ss_network_module"), ("dim", "ss_network_dim"), ("alpha", "ss_network_alpha"), ("steps", "ss_steps"), ("epochs", "ss_epoch"),
        ("pictures", "ss_num_train_images"), ("resolution", "ss_resolution"),
    ];

    internal static bool IsLora(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var file = new SafetensorsFile(path);
            return file.Names.Any(name => Marks.Any(mark => name.EndsWith(mark, StringComparison.Ordinal)));
        }
        catch (Exception e) when (e is SafetensorsException or IOException or UnauthorizedAccessException)
        {
            // who reads it as a model says what is wrong with it
            return false;
        }
    }

    internal static IEnumerable<string> Lines(string path)
    {
        using var file = new SafetensorsFile(path);
        yield return $"LoRA: {path}";
        foreach (var (title, key) in Notes)
        {
            if (file.Metadata.TryGetValue(key, out var value))
            {
                yield return $"  {title}: {value}";
            }
        }

        var downs = file.Tensors.Where(tensor => Marks.Any(mark => tensor.Name.EndsWith(mark, StringComparison.Ordinal))).ToArray();
        yield return $"  ranks: {string.Join(", ", downs.Select(tensor => tensor.Shape[0]).Distinct().Order())}";
        foreach (var part in downs.GroupBy(tensor => PartOf(tensor.Name)).OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            yield return FormattableString.Invariant($"  {part.Key}: {part.Count()} modules");
        }

        yield return "  change of the weights (norm; mean and largest of the factors' values), by block:";
        foreach (var block in LoraReport.Blocks(path))
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"    {block.Name}: {block.Norm:0.0000} ({block.Modules} modules, ranks {string.Join(", ", block.Ranks)}; ")
                + string.Create(CultureInfo.InvariantCulture, $"{block.Mean:0.000000}, {block.Largest:0.0000})");
        }

        yield return "  metadata:";
        foreach (var (key, value) in file.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            yield return $"    {key}: {(value.Length > LongestValue ? value[..LongestValue] + "..." : value).ReplaceLineEndings(" ")}";
        }
    }

    // lora_unet_..., lora_te1_..., unet...., text_encoder....
    private static string PartOf(string name) =>
        name.StartsWith("lora_", StringComparison.Ordinal) ? string.Join('_', name.Split('_').Take(2)) : name.Split('.')[0];
}
