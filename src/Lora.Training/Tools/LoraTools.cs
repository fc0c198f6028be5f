using Lora.Diffusion;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>kohya's tools on whole files. What they make is written beside its place and renamed.</summary>
public static class LoraTools
{
    /// <summary>Brings a LoRA to other ranks.</summary>
    /// <returns>Ranks before and after, a line each.</returns>
    /// <exception cref="TrainingException">The file holds something else than LoRA.</exception>
    /// <exception cref="SafetensorsException">It is no whole safetensors file.</exception>
    public static IReadOnlyList<string> Resize(string path, string saveTo, ResizeSettings settings, string precision)
    {
        var before = LoraPair.Read(path);
        IReadOnlyList<LoraPair> after =
        [
            .. before.Select(pair => LoraResize.Resize(
                pair, settings.NewRank, settings.NewConvRank ?? settings.NewRank, settings.DynamicMethod, settings.DynamicParam)),
        ];
        Save(saveTo, after, ToolMetadata.Resized(MetadataOf(path), before, after, settings), precision);
        return
        [
            $"ranks: {Ranks(before)} before, {Ranks(after)} now",
            FormattableString.Invariant($"kept of the norm: {Kept(before, after):P1} of the layer that lost most"),
        ];
    }

    /// <summary>Makes one LoRA of several.</summary>
    /// <param name="inputs">LoRAs.</param>
    /// <param name="saveTo">The file to write.</param>
    /// <param name="settings">How.</param>
    /// <param name="precision">A word of <see cref="OutputOptions.SavePrecision"/>.</param>
    /// <exception cref="TrainingException">The files do not fit each other.</exception>
    /// <exception cref="SafetensorsException">One is no whole safetensors file.</exception>
    public static IReadOnlyList<string> Merge(IReadOnlyList<MergeInput> inputs, string saveTo, MergeSettings settings, string precision)
    {
        RatedLayers[] read = [.. inputs.Select(input => input.Read())];
        var merged = settings.NewRank is { } rank
            ? SvdMerge.Merge(read, rank, settings.NewConvRank ?? rank)
            : LoraMerge.Merge(read, settings.Concat, settings.Shuffle);
        var files = inputs.Select(input => (input.Path, MetadataOf(input.Path)));
        Save(saveTo, merged, ToolMetadata.Merged([.. files], merged, settings, TitleOf(saveTo)), precision);
        return [FormattableString.Invariant($"layers: {merged.Count}; ranks: {Ranks(merged)}")];
    }

    /// <summary>Merges LoRAs, of any kind, into a model's weights: each layer's weight plus the sum of ratio times change.</summary>
    /// <param name="model">Opened with weights in fp32; its adapted parts are read here.</param>
    /// <param name="inputs">LoRAs.</param>
    /// <param name="saveTo">A file where the model is one, a folder where it is one.</param>
    /// <exception cref="TrainingException">A LoRA does not fit the model.</exception>
    /// <exception cref="SafetensorsException">One is no whole safetensors file.</exception>
    /// <exception cref="CheckpointException">The model cannot be used.</exception>
    public static IReadOnlyList<string> MergeInto(IDiffusionModel model, IReadOnlyList<MergeInput> inputs, string saveTo)
    {
        foreach (var input in inputs)
        {
            input.Check(model.Blocks);
        }

        model.Load([.. model.AdapterGroups.Select(group => group.Part)]);
        var applied = new Stack<IDisposable>();
        using var scope = model.Runtime.NewScope();
        using var off = model.Runtime.NoGrad();
        try
        {
            foreach (var input in inputs)
            {
                applied.Push(new LoraFile(input.Path).Apply(model, input.Ratio, merge: true, input.AllWeights));
            }

            var metadata = new Dictionary<string, string>
            {
                ["modelspec.title"] = TitleOf(saveTo),
                ["modelspec.merged_from"] = ToolMetadata.MergedFrom(
                    [(Path.TrimEndingDirectorySeparator(model.Source.Location), new Dictionary<string, string>()),
                        .. inputs.Select(input => (input.Path, MetadataOf(input.Path)))]),
            };
            CreateFolder(saveTo);
            return [FormattableString.Invariant($"weights changed: {EditedCheckpoint.Save(model, saveTo, metadata)}")];
        }
        finally
        {
            while (applied.TryPop(out var one))
            {
                one.Dispose();
            }
        }
    }

    /// <summary>Takes the difference of two models as a LoRA.</summary>
    /// <param name="original">The model that the LoRA is for.</param>
    /// <param name="tuned">The model that it leads to.</param>
    /// <param name="saveTo">The file to write.</param>
    /// <param name="settings">Ranks and clamp.</param>
    /// <param name="precision">A word of <see cref="OutputOptions.SavePrecision"/>.</param>
    /// <exception cref="TrainingException">The models are of different structure.</exception>
    /// <exception cref="CheckpointException">A model cannot be used.</exception>
    public static IReadOnlyList<string> Extract(
        IDiffusionModel original, IDiffusionModel tuned, string saveTo, ExtractSettings settings, string precision)
    {
        var convolutions = settings.ConvDim is not null;
        var groups = original.AdapterGroups.Zip(tuned.AdapterGroups).ToArray();
        if (original.Family != tuned.Family || groups.Length != tuned.AdapterGroups.Count || groups.Any(group => !Fit(group.First, group.Second, convolutions)))
        {
            throw new TrainingException(
                $"{original.Source.Location} and {tuned.Source.Location} are models of different structure: their layers have other names or shapes.");
        }

        var isText = groups.ToLookup(group => ModelPart.OfText.Contains(group.First.Part));
        var text = isText[true].SelectMany(group => Layers(original, tuned, group, convolutions)).ToArray();
        var withText = LoraExtract.Differs(text.Select(layer => (layer.Original, layer.Tuned)), settings.MinDiff);
        List<LoraPair> pairs =
        [
            .. (withText ? text : []).Concat(isText[false].SelectMany(group => Layers(original, tuned, group, convolutions)))
                .Select(layer => LoraExtract.Layer(layer.Name, layer.Original, layer.Tuned, layer.Shape, settings)),
        ];
        Save(saveTo, pairs, ToolMetadata.Extracted(original.Metadata, settings, TitleOf(saveTo)), precision);
        return
        [
            FormattableString.Invariant($"layers: {pairs.Count}; ranks: {Ranks(pairs)}"),
            withText ? "the text encoder is in it" : "the text encoder is the same in both models: it is left out",
        ];
    }

    private static IReadOnlyList<AdapterTarget> Layers(AdapterTargetGroup group, bool convolutions) => group.Targets(TargetPresets.Kohya, convolutions);

    private static bool Fit(AdapterTargetGroup a, AdapterTargetGroup b, bool convolutions) =>
        a.Part == b.Part && Layers(a, convolutions).Count == Layers(b, convolutions).Count
        && Layers(a, convolutions).Zip(Layers(b, convolutions)).All(pair => pair.First.Name == pair.Second.Name
            && pair.First.Layer.WeightShape.SequenceEqual(pair.Second.Layer.WeightShape));

    private static IEnumerable<(string Name, int[] Shape, float[] Original, float[] Tuned)> Layers(
        IDiffusionModel original, IDiffusionModel tuned, (AdapterTargetGroup First, AdapterTargetGroup Second) group, bool convolutions)
    {
        original.Load(group.First.Part);
        tuned.Load(group.Second.Part);
        foreach (var (a, b) in Layers(group.First, convolutions).Zip(Layers(group.Second, convolutions)))
        {
            yield return (a.Name, a.Layer.WeightShape.ToArray(), a.Layer.Weight.ToFloats(), b.Layer.Weight.ToFloats());
        }

        original.Release(group.First.Part);
        tuned.Release(group.Second.Part);
    }

    private static void Save(string path, IReadOnlyList<LoraPair> pairs, Dictionary<string, string> metadata, string precision)
    {
        CreateFolder(path);
        var beside = $"{path}.{Environment.ProcessId}.tmp";
        LoraWriter.Save(beside, [.. pairs.SelectMany(Tensors)], metadata, precision);
        File.Move(beside, path, overwrite: true);
    }

    private static IEnumerable<(string Name, int[] Shape, float[] Values)> Tensors(LoraPair pair) =>
    [
        ($"{pair.Name}.alpha", [], [(float)pair.Alpha]),
        ($"{pair.Name}.{LoraAdapter.DownName}", pair.DownShape, pair.Down),
        ($"{pair.Name}.{LoraAdapter.UpName}", pair.UpShape, pair.Up),
    ];

    private static void CreateFolder(string path) => Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);

    private static string TitleOf(string path) => Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path));

    private static IReadOnlyDictionary<string, string> MetadataOf(string path)
    {
        using var file = new SafetensorsFile(path);
        return file.Metadata;
    }

    private static string Ranks(IEnumerable<LoraPair> pairs) => string.Join(", ", pairs.Select(pair => pair.Rank).Distinct().Order());

    private static double Kept(IEnumerable<LoraPair> before, IEnumerable<LoraPair> after) =>
        before.Zip(after).Min(pair => pair.First.Norm is > 0 and var norm ? pair.Second.Norm / norm : 1);
}
