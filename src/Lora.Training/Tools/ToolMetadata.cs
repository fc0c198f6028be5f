using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>What kohya's tools write into the files they make, without times.</summary>
internal static class ToolMetadata
{
    private static readonly string[] OfBase = ["ss_v2", "ss_base_model_version"];
    private static readonly string[] OfModelSpec = ["sai_model_spec", "architecture", "implementation", "resolution", "prediction_type", "encoder_layer"];

    /// <summary>Of a resized file: all that the old one says, and what was done.</summary>
    public static Dictionary<string, string> Resized(
        IReadOnlyDictionary<string, string> old, IReadOnlyList<LoraPair> before, IReadOnlyList<LoraPair> after, ResizeSettings settings)
    {
        var metadata = old.Where(entry => !entry.Key.StartsWith("sshs_", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        var comment = metadata.GetValueOrDefault("ss_training_comment", "");
        var highest = before.Max(pair => pair.Rank);
        var convRank = settings.NewConvRank ?? settings.NewRank;
        if (settings.DynamicMethod == DynamicMethod.Fixed)
        {
            var conv = convRank == settings.NewRank ? "" : FormattableString.Invariant($" (conv: {convRank})");
            metadata["ss_training_comment"] = FormattableString.Invariant($"dimension is resized from {highest} to {settings.NewRank}{conv}; {comment}");
            metadata["ss_network_dim"] = PythonText.Of((long)settings.NewRank);
            metadata["ss_network_alpha"] = PythonText.Of(after[^1].Alpha);
        }
        else
        {
            var method = settings.DynamicMethod switch { DynamicMethod.SvRatio => "sv_ratio", DynamicMethod.SvFro => "sv_fro", _ => "sv_cumulative" };
            metadata["ss_training_comment"] =
                $"Dynamic resize with {method}: {PythonText.Of(settings.DynamicParam)} from {PythonText.Of((long)highest)}; {comment}";
            metadata["ss_network_dim"] = metadata["ss_network_alpha"] = "Dynamic";
        }

        return metadata;
    }

    /// <summary>Of a file made of several: what the first of them that says it says of its base, the sizes, and their titles.</summary>
    /// <param name="files">Paths and metadata.</param>
    /// <param name="merged">The layers.</param>
    /// <param name="settings">How they were merged.</param>
    /// <param name="title">The new file's.</param>
    public static Dictionary<string, string> Merged(
        IReadOnlyList<(string Path, IReadOnlyDictionary<string, string> Metadata)> files, IReadOnlyList<LoraPair> merged, MergeSettings settings, string title)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in OfBase.Concat(OfModelSpec.Select(key => $"modelspec.{key}")))
        {
            if (files.Select(file => file.Metadata.GetValueOrDefault(key)).FirstOrDefault(value => value is not null) is { } said)
            {
                metadata[key] = said;
            }
        }

        metadata["ss_network_module"] = Networks.Lora.Module;
        metadata["ss_network_dim"] = Same(merged.Select(pair => PythonText.Of((long)pair.Rank)));
        metadata["ss_network_alpha"] = Same(merged.Select(pair => PythonText.Of(pair.Alpha)));
        if (settings.NewRank is { } rank)
        {
            var conv = PythonText.Of((long)(settings.NewConvRank ?? rank));
            metadata["ss_network_dim"] = metadata["ss_network_alpha"] = PythonText.Of((long)rank);
            metadata["ss_network_args"] = PythonText.Json([("conv_dim", conv), ("conv_alpha", conv)]);
        }

        metadata["modelspec.title"] = title;
        metadata["modelspec.merged_from"] = MergedFrom(files);
        return metadata;
    }

    /// <summary>The titles of files, as kohya's merged_from lists them.</summary>
    public static string MergedFrom(IEnumerable<(string Path, IReadOnlyDictionary<string, string> Metadata)> files) => string.Join(", ", files.Select(file =>
        file.Metadata.GetValueOrDefault("modelspec.title") is { Length: > 0 } title ? title : Path.GetFileNameWithoutExtension(file.Path)));

    /// <summary>Of an extracted file.</summary>
    public static Dictionary<string, string> Extracted(ModelMetadata model, ExtractSettings settings, string title)
    {
        List<(string, string)> arguments = settings.ConvDim is { } conv
            ? [("conv_dim", PythonText.Json(PythonText.Of((long)conv))), ("conv_alpha", PythonText.Json(PythonText.Of((double)conv)))] : [];
        return new(StringComparer.Ordinal)
        {
            ["ss_v2"] = PythonText.Of(model.IsV2),
            ["ss_base_model_version"] = model.BaseModelVersion,
            ["ss_network_module"] = Networks.Lora.Module,
            ["ss_network_dim"] = PythonText.Of((long)settings.Dim),
            ["ss_network_alpha"] = PythonText.Of((double)settings.Dim),
            ["ss_network_args"] = PythonText.Json(arguments),
            ["modelspec.sai_model_spec"] = "1.0.1",
            ["modelspec.architecture"] = $"{model.Architecture}/lora",
            ["modelspec.implementation"] = model.Implementation,
            ["modelspec.prediction_type"] = model.PredictionType,
            ["modelspec.title"] = title,
        };
    }

    private static string Same(IEnumerable<string> values) => values.Distinct().ToArray() is [var one] ? one : "Dynamic";
}
