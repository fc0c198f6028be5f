using System.Globalization;
using System.Text.RegularExpressions;
using Lora.Project;
using Lora.Tensors;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>One column of the sample grid: the base model, or a LoRA that the training kept.</summary>
/// <param name="Name">Its folder and header: <c>base</c>, <c>epoch-0005</c>, <c>step-00000100</c>.</param>
/// <param name="Path">The LoRA's file; null for the base model.</param>
/// <param name="Hash">SHA-256 of that file; empty for the base model.</param>
/// <param name="ModelHash">The file's <c>sshs_model_hash</c>, what A1111 calls the LoRA's hash; empty for the base model.</param>
internal sealed partial record SampleColumn(string Name, string? Path, string Hash, string ModelHash)
{
    internal static SampleColumn Base { get; } = new("base", null, "", "");

    /// <summary>What stands over it: its name, and which LoRAs are part of the base model.</summary>
    internal string Label(StageRequest request) => string.Join(" + ", request.BaseWeights.Select(lora => lora.ToString()).Prepend(Name));

    /// <summary>The base model, then every LoRA of the training's result in the order of their steps; the last is the final one.</summary>
    /// <exception cref="FindingException">There is no result of the training that this request builds on, or a LoRA is lost.</exception>
    internal static IReadOnlyList<SampleColumn> Of(MadeFiles made, StageRequest request)
    {
        var columns = new List<(bool IsFinal, int Step, SampleColumn Column)>();
        foreach (var file in made.Of(Stage.Train).Where(TrainedFiles.IsLora))
        {
            var path = made.Place(Stage.Train, file);
            using var lora = new SafetensorsFile(path);
            var place = TrainedFiles.PlaceOf(file.Path);
            var name = place switch
            {
                (SaveKind.Step, var step) => FormattableString.Invariant($"step-{step:D8}"),
                (_, var epoch) => FormattableString.Invariant($"epoch-{epoch:D4}"),
                null when Number(lora, "ss_epoch") is { } epoch => FormattableString.Invariant($"epoch-{epoch:D4}"),
                // without metadata nothing says how many epochs it took
                null => "final",
            };
            columns.Add((place is null, Number(lora, "ss_steps") ?? place?.Number ?? 0,
                new(name, path, file.Sha256, HashIn(lora))));
        }

        // a file of a step before that of an epoch which it ends
        return [Base, .. columns.OrderBy(column => column.IsFinal).ThenBy(column => column.Step)
            .ThenByDescending(column => column.Column.Name, StringComparer.Ordinal).Select(column => column.Column)];
    }

    /// <summary>A LoRA by itself.</summary>
    internal static SampleColumn Of(string name, string path)
    {
        using var lora = new SafetensorsFile(path);
        return new(name, path, Digest.OfFile(path), HashIn(lora));
    }

    private static string HashIn(SafetensorsFile lora) => lora.Metadata.GetValueOrDefault("sshs_model_hash", "");

    /// <summary>True for a folder's name that a column may have had.</summary>
    internal static bool IsName(string name) => Names().IsMatch(name);

    private static int? Number(SafetensorsFile lora, string entry) =>
        int.TryParse(lora.Metadata.GetValueOrDefault(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"\A(?:epoch-[0-9]{4,}|step-[0-9]{8,}|final)\z")]
    private static partial Regex Names();
}
