using System.Globalization;
using System.Text.RegularExpressions;
using Lora.Project;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>One column of the sample grid: the base model, or a LoRA that the training kept.</summary>
/// <param name="Name">Its folder and header: <c>base</c>, <c>epoch-0005</c>.</param>
/// <param name="Path">The LoRA's file; null for the base model.</param>
/// <param name="Hash">SHA-256 of that file; empty for the base model.</param>
/// <param name="ModelHash">The file's <c>sshs_model_hash</c>, what A1111 calls the LoRA's hash; empty for the base model.</param>
internal sealed partial record SampleColumn(string Name, string? Path, string Hash, string ModelHash)
{
    internal static SampleColumn Base { get; } = new("base", null, "", "");

    /// <summary>The base model, then every LoRA of the training's result by epoch; the last is the final one.</summary>
    /// <exception cref="FindingException">There is no result of the training that this request builds on, or a LoRA is lost.</exception>
    internal static IReadOnlyList<SampleColumn> Of(MadeFiles made, StageRequest request)
    {
        var columns = new SortedDictionary<int, SampleColumn>();
        foreach (var file in made.Of(Stage.Train).Where(file => file.Root is OutputRoot.Out && file.Path.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            var path = made.Place(Stage.Train, file);
            using var lora = new SafetensorsFile(path);
            var epoch = KeptEpoch().Match(file.Path) is { Success: true } kept ? kept.Groups[1].Value : lora.Metadata.GetValueOrDefault("ss_epoch", "1");
            var number = int.Parse(epoch, CultureInfo.InvariantCulture);
            columns[number] = new(FormattableString.Invariant($"epoch-{number:D4}"), path, file.Sha256, HashIn(lora));
        }

        return [Base, .. columns.Values];
    }

    /// <summary>A LoRA by itself.</summary>
    internal static SampleColumn Of(string name, string path)
    {
        using var lora = new SafetensorsFile(path);
        return new(name, path, Digest.OfFile(path), HashIn(lora));
    }

    private static string HashIn(SafetensorsFile lora) => lora.Metadata.GetValueOrDefault("sshs_model_hash", "");

    [GeneratedRegex(@"-([0-9]{6})\.safetensors\z")]
    private static partial Regex KeptEpoch();
}
