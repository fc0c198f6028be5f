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
    private static readonly Dictionary<LoraToolRow, Func<ToolArguments, IReadOnlyList<string>>> Tools = new()
    {
        [LoraToolRow.Extract] = Extract,
        [LoraToolRow.Merge] = Merge,
        [LoraToolRow.ResizeLora] = Resize,
    };

    /// <returns>0, or 1 where it could not be done.</returns>
    internal static int Run(string tool, string argumentsFile, TextWriter output)
    {
        var project = ToolArguments.ProjectOf(argumentsFile);
        try
        {
            var row = LoraToolRow.All.First(row => row.Name == tool);
            var arguments = new ToolArguments(row, argumentsFile);
            var lines = Tools[row](arguments);
            output.WriteLine($"{tool}: {arguments.Get(ToolOptions.SaveTo)}");
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
            return Fail(TrainingDiagnostics.ToolFilesDoNotFit.At(ErrorText.OneLine(e) + ".", project));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(TrainingDiagnostics.ToolFileMissing.At(ErrorText.OneLine(e) + ".", project));
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
        var tuned = arguments.Existing(ToolOptions.ModelTuned);
        var settings = new ExtractSettings
        {
            Dim = arguments.Rank(ToolOptions.Dim) ?? throw arguments.Wrong("Dim is 1 or more."),
            ConvDim = arguments.Rank(ToolOptions.ConvDim),
            ClampQuantile = arguments.Get(ToolOptions.ClampQuantile),
            MinDiff = arguments.Get(ToolOptions.MinDiff),
            Energy = arguments.Get(ToolOptions.Energy),
        };
        var config = arguments.Get(ToolOptions.ModelConfig);
        using var runtime = new EmbeddedRuntime();
        using var original = Open(new(arguments.Existing(ToolOptions.ModelOrg), Config: config), runtime, null);
        using var other = Open(new(tuned, Config: config), runtime, null);
        return LoraTools.Extract(original, other, arguments.Destination(), settings, arguments.Get(OutputOptions.SavePrecision));
    }

    private static IReadOnlyList<string> Merge(ToolArguments arguments)
    {
        string[] models = [.. arguments.Get(ToolOptions.Models).Select(arguments.Existing)];
        if (models.Length == 0)
        {
            throw arguments.Wrong("Models is needed: the LoRAs to merge, parted by semicolons.");
        }

        var (ratios, weights) = (arguments.Get(ToolOptions.Ratios), arguments.Get(ToolOptions.Lbws));
        if (ratios.Count != models.Length)
        {
            throw arguments.Wrong(FormattableString.Invariant($"Ratios has {ratios.Count} numbers for {models.Length} Models: one for each is needed."));
        }

        if (weights.Count > 0 && weights.Count != models.Length)
        {
            throw arguments.Wrong(
                FormattableString.Invariant($"Lbws has {weights.Count} entries for {models.Length} Models: one for each is needed, ALL for 1."));
        }

        MergeInput[] inputs = [.. models.Select((model, i) => new MergeInput(model, ratios[i], weights.Count == 0 ? null : weights[i]))];
        if (arguments.Get(ToolOptions.SdModel).Length > 0)
        {
            using var runtime = new EmbeddedRuntime();
            using var model = Open(new(arguments.Existing(ToolOptions.SdModel), Config: arguments.Get(ToolOptions.ModelConfig)), runtime, DType.Float32);
            return LoraTools.MergeInto(model, inputs, arguments.Destination());
        }

        return LoraTools.Merge(inputs, arguments.Destination(), new MergeSettings
        {
            Concat = arguments.Get(ToolOptions.Concat),
            Shuffle = arguments.Get(ToolOptions.Shuffle) ? 0 : null,
            NewRank = arguments.Rank(ToolOptions.NewRank),
            NewConvRank = arguments.Rank(ToolOptions.NewConvRank),
        }, arguments.Get(OutputOptions.SavePrecision));
    }

    private static IReadOnlyList<string> Resize(ToolArguments arguments)
    {
        var model = arguments.Existing(ToolOptions.Model);
        var (method, target) = (arguments.Get(ToolOptions.DynamicMethod), arguments.Get(ToolOptions.DynamicParam));
        if (method != DynamicMethod.Fixed && target is not > 0)
        {
            throw arguments.Wrong("DynamicParam is needed beside DynamicMethod: the ratio (2 and more), or the share to keep (0 to 1).");
        }

        return LoraTools.Resize(model, arguments.Destination(), new ResizeSettings
        {
            NewRank = arguments.Rank(ToolOptions.NewRank) ?? 4,
            NewConvRank = arguments.Rank(ToolOptions.NewConvRank),
            DynamicMethod = method,
            DynamicParam = target ?? 0,
        }, arguments.Get(OutputOptions.SavePrecision));
    }

    private static IDiffusionModel Open(ModelLocation location, TensorRuntime runtime, DType? storage) =>
        FamilyCatalog.Open(FamilyCatalog.SourceAt(location), runtime, new ModelSettings { Storage = storage });
}
