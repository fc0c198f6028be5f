using Lora.Diffusion;
using Lora.Diffusion.Schedules;
using Lora.Project;
using Lora.Tensors;

namespace Lora.Engine;

/// <summary>Says what a file or folder is: a base model, or a LoRA. What the target Inspect prints.</summary>
internal static class Inspector
{
    private const int PrefixesShown = 8;
    private const int NamesShown = 5;

    /// <returns>0, or 1 where it is nothing that is understood.</returns>
    internal static int Run(string path, string vae, string config, TextWriter output)
    {
        try
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                return Fail(ProjectDiagnostics.BaseModelMissing.At($"There is neither a folder nor a file '{path}'.", path), output);
            }

            foreach (var line in LoraInspection.IsLora(path) ? LoraInspection.Lines(path) : ModelLines(new ModelLocation(path, vae, config)))
            {
                output.WriteLine(line);
            }

            return 0;
        }
        catch (CheckpointException e)
        {
            return Fail(ModelFault.Of(e), output);
        }
        catch (SafetensorsException e)
        {
            return Fail(ProjectDiagnostics.BaseModelNotUnderstood.At(ErrorText.OneLine(e), path), output);
        }
    }

    private static IEnumerable<string> ModelLines(ModelLocation location)
    {
        var source = FamilyCatalog.SourceAt(location);
        var report = ModelReport.Of(source);
        yield return $"Base model: {location.Path} ({source.Form})";
        yield return $"  kind: {report.Family.DisplayName}";
        yield return $"  prediction: {Prediction(source.Evidence, report.Family)}";
        yield return $"  precision: {Types(report.Parts.SelectMany(part => part.Types))}";
        yield return "  parts:";
        foreach (var part in report.Parts)
        {
            yield return part.IsThere
                ? FormattableString.Invariant($"    {part.Part}: {part.Weights / 1e6:0.0} million weights, {Types(part.Types)}") : $"    {part.Part}: missing";
        }

        string[] missing = [.. report.Parts.SelectMany(part => part.Missing.Select(name => $"{part.Part}: {name}"))];
        yield return $"  missing keys: {Count(missing)}";
        foreach (var line in Some(missing, NamesShown))
        {
            yield return $"    {line}";
        }

        yield return $"  superfluous keys: {Count(report.Superfluous)}";
        var groups = report.Superfluous.GroupBy(GroupOf).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Count() == 1 ? group.First() : FormattableString.Invariant($"{group.Key}* ({group.Count()})"));
        foreach (var line in Some([.. groups], PrefixesShown))
        {
            yield return $"    {line}";
        }
    }

    private static string Prediction(PredictionEvidence evidence, IModelFamily family)
    {
        var what = evidence.Prediction == PredictionType.VPrediction ? "velocity (v)" : "noise (epsilon)";
        var source = evidence.Prediction is not null ? $"as {evidence.From} says"
            : family.HasBothPredictions ? "a guess: nothing in the files says it, set VParameterization" : "as usual: nothing in the files says otherwise";
        return $"{what}, {source}{(evidence.ZeroTerminalSnr == true ? "; the schedule ends in pure noise (zero terminal SNR)" : "")}";
    }

    private static string Types(IEnumerable<KeyValuePair<string, int>> types) => string.Join(", ", types.GroupBy(pair => pair.Key, pair => pair.Value)
        .OrderByDescending(group => group.Sum()).Select(group => group.Key.ToLowerInvariant() switch
        {
            "f16" => "fp16",
            "f32" => "fp32",
            "f64" => "fp64",
            var other => other,
        }));

    private static string Count(IReadOnlyCollection<string> names) => names.Count == 0 ? "none" : FormattableString.Invariant($"{names.Count}");

    private static IEnumerable<string> Some(IReadOnlyList<string> lines, int shown) =>
        lines.Count <= shown ? lines : [.. lines.Take(shown), FormattableString.Invariant($"and {lines.Count - shown} more")];

    // model_ema.decay and model_ema.diffusion_modelx... belong together
    private static string GroupOf(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? name : name[..(dot + 1)];
    }

    private static int Fail(Finding finding, TextWriter output)
    {
        // MSBuild's form of an error: the build shows it as one
        output.WriteLine($"{finding.File} : error {finding.Code}: {finding.Message}");
        return 1;
    }
}
