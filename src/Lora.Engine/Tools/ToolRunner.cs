using Lora.Diffusion;
using Lora.Project;
using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Runs the tool of a target: Extract, Merge, ResizeLora. They compute with the embedded runtime.</summary>
internal static class ToolRunner
{
    private static readonly Dictionary<string, Func<ToolArguments, IReadOnlyList<string>>> Tools = new(StringComparer.Ordinal)
    {
        ["Extract"] = Extract,
        ["Merge"] = Merge,
        ["ResizeLora"] = Resize,
    };

    /// <returns>0, or 1 where it could not be done.</returns>
    internal static int Run(string tool, string argumentsFile, TextWriter output)
    {
        var arguments = new ToolArguments(argumentsFile);
        try
        {
            var lines = Tools[tool](arguments);
            output.WriteLine($"{tool}: {arguments.Text("SaveTo")}");
            foreach (var line in lines)
            {
                output.WriteLine($"  {line}");
            }

            return 0;
        }
        catch (FindingException e)
        {
            return Fail(e.Finding);
        }
        catch (CheckpointException e)
        {
            return Fail(ModelFault.Of(e));
        }
        catch (Exception e) when (e is TrainingException or SafetensorsException)
        {
            return Fail(TrainingDiagnostics.ToolFilesDoNotFit.At(ErrorText.OneLine(e) + ".", arguments.Project));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(TrainingDiagnostics.ToolFileMissing.At(ErrorText.OneLine(e) + ".", arguments.Project));
        }

        int Fail(Finding finding)
        {
            // MSBuild's form of an error: the build shows it as one
            output.WriteLine($"{finding.File} : error {finding.Code}: {finding.Message}");
            return 1;
        }
    }

    private static IReadOnlyList<string> Extract(ToolArguments arguments)
    {
        var saveTo = Destination(arguments);
        var tuned = arguments.Existing(arguments.Needed("ModelTuned", "the model that the LoRA is to lead to"));
        var settings = new ExtractSettings
        {
            Dim = arguments.Whole("Dim", 1, 4096) ?? 4,
            ConvDim = arguments.Whole("ConvDim", 1, 4096),
            ClampQuantile = arguments.Number("ClampQuantile", 0, 1) ?? 0.99,
            MinDiff = arguments.Number("MinDiff", 0, 1000) ?? 0.01,
            Energy = arguments.Number("Energy", 0, 1),
        };
        using var runtime = new EmbeddedRuntime();
        using var original = Open(new(arguments.Existing(arguments.Text("ModelOrg")), Config: arguments.Text("ModelConfig")), runtime, null);
        using var other = Open(new(tuned, Config: arguments.Text("ModelConfig")), runtime, null);
        return LoraTools.Extract(original, other, saveTo, settings, Precision(arguments));
    }

    private static IReadOnlyList<string> Merge(ToolArguments arguments)
    {
        var saveTo = Destination(arguments);
        string[] models = [.. arguments.List("Models").Select(arguments.Existing)];
        var ratios = arguments.Numbers("Ratios");
        if (models.Length == 0)
        {
            throw arguments.Wrong("Models is needed: the LoRAs to merge, parted by semicolons.");
        }

        if (ratios.Count != models.Length)
        {
            throw arguments.Wrong(FormattableString.Invariant($"Ratios has {ratios.Count} numbers for {models.Length} Models: one for each is needed."));
        }

        var weights = arguments.List("Lbws");
        if (weights.Count > 0 && weights.Count != models.Length)
        {
            throw arguments.Wrong(
                FormattableString.Invariant($"Lbws has {weights.Count} entries for {models.Length} Models: one for each is needed, ALL for 1."));
        }

        MergeInput[] inputs =
        [
            .. models.Select((model, i) => new MergeInput(model, ratios[i], weights.Count == 0 ? null : arguments.BlockWeights("Lbws", weights[i]))),
        ];
        if (arguments.Text("SdModel") is { Length: > 0 } checkpoint)
        {
            using var runtime = new EmbeddedRuntime();
            using var model = Open(new(arguments.Existing(checkpoint), Config: arguments.Text("ModelConfig")), runtime, DType.Float32);
            return LoraTools.MergeInto(model, inputs, saveTo);
        }

        return LoraTools.Merge(inputs, saveTo, new MergeSettings
        {
            Concat = arguments.Flag("Concat"),
            Shuffle = arguments.Flag("Shuffle") ? 0 : null,
            NewRank = arguments.Whole("NewRank", 1, 4096),
            NewConvRank = arguments.Whole("NewConvRank", 1, 4096),
        }, Precision(arguments));
    }

    private static IReadOnlyList<string> Resize(ToolArguments arguments)
    {
        var saveTo = Destination(arguments);
        var model = arguments.Existing(arguments.Needed("Model", "the LoRA to resize"));
        var method = arguments.Text("DynamicMethod").ToLowerInvariant() switch
        {
            "" => DynamicMethod.Fixed,
            "sv_ratio" => DynamicMethod.SvRatio,
            "sv_fro" => DynamicMethod.SvFro,
            "sv_cumulative" => DynamicMethod.SvCumulative,
            var other => throw arguments.Wrong($"DynamicMethod is one of sv_ratio, sv_fro, sv_cumulative, not '{other}'."),
        };
        var target = arguments.Number("DynamicParam", 0, 1e6);
        if (method != DynamicMethod.Fixed && target is not > 0)
        {
            throw arguments.Wrong("DynamicParam is needed beside DynamicMethod: the ratio (2 and more), or the share to keep (0 to 1).");
        }

        return LoraTools.Resize(model, saveTo, new ResizeSettings
        {
            NewRank = arguments.Whole("NewRank", 1, 4096) ?? 4,
            NewConvRank = arguments.Whole("NewConvRank", 1, 4096),
            DynamicMethod = method,
            DynamicParam = target ?? 0,
        }, Precision(arguments));
    }

    private static string Destination(ToolArguments arguments) => arguments.Needed("SaveTo", "the file to write");

    private static string Precision(ToolArguments arguments) => arguments.Text("SavePrecision").ToLowerInvariant() switch
    {
        "" or "float" or "fp32" => "fp32",
        "fp16" => "fp16",
        "bf16" => "bf16",
        var other => throw arguments.Wrong($"SavePrecision is one of fp32, fp16, bf16, not '{other}'."),
    };

    private static IDiffusionModel Open(ModelLocation location, TensorRuntime runtime, DType? storage) =>
        FamilyCatalog.Open(FamilyCatalog.SourceAt(location), runtime, new ModelSettings { Storage = storage });
}
