using Lora.Diffusion;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>An estimate of the memory that a training takes at its peak, in bytes, made before anything is loaded.</summary>
/// <param name="Weights">The base model's parts that the training keeps, and what is merged into them.</param>
/// <param name="Adapters">What is trained: weights, gradients, the optimizer's state.</param>
/// <param name="Activations">One forward and backward of the largest bucket's pictures.</param>
/// <param name="Engine">What the runtime itself takes.</param>
public sealed record TrainingMemory(long Weights, long Adapters, long Activations, long Engine)
{
    // sizes are rounded up, and freed room lies in pieces that the next tensor may not fit into
    private const double Slack = 1.1;

    // two halves, their product, scaled and added, and as many gradients
    private const int PiecesOfAWeight = 8;

    public long Total => Weights + Adapters + Activations + Engine;

    /// <param name="model">Its configs and the headers of its files are read; LoRAs that are part of it count where they have been merged.</param>
    /// <param name="set">The samples: their largest bucket counts.</param>
    /// <param name="values">The options of the training.</param>
    /// <param name="sizes">A LoRA that says the network's sizes in place of the options.</param>
    /// <exception cref="CheckpointException">A part's files cannot be used.</exception>
    public static TrainingMemory Of(IDiffusionModel model, TrainingSet set, OptionValues values, StartingWeights? sizes = null)
    {
        var largest = set.Samples.MaxBy(sample => (long)sample.Height * sample.Width)!;
        var rows = values.Get(DatasetOptions.MaxTokenLength) / model.Text.RowTokens;
        TrainedPart[] parts = [.. AdapterNetwork.Parts(model, values, sizes)];
        var plan = new LayerPlan(values);
        (PlannedAdapter Plan, Adapter Adapter)[] layers = [.. parts.SelectMany(part => AdapterNetwork.AdaptersOf(part, plan, values, sizes))];
        var made = MadeWeights(layers.Select(layer => layer.Adapter), values);
        var step = new StepShape
        {
            Runtime = model.Runtime.Memory,
            Trained = [.. model.AdapterGroups.Select(group => group.Part).Where(part => values.RateOf(part) > 0)],
            Rank = made > 0 ? 0 : layers.Select(layer => sizes is null ? layer.Plan.Size.Rank : RankOf(layer.Adapter)).DefaultIfEmpty(0).Max(),
            AdaptsConvolutions = layers.Any(layer => layer.Adapter.Target.Classes.Contains("ResnetBlock2D")),
            Batch = values.Get(RunOptions.TrainBatchSize),
            Height = largest.Height,
            Width = largest.Width,
            ContextTokens = rows * (model.Text.RowTokens + 2),
            GradientCheckpointing = values.Get(RunOptions.GradientCheckpointing),
        };
        // an update on the way back comes while what the forward pass keeps is there; one behind it, when it has gone
        var (activations, update) = (model.ActivationBytes(step) + made, UpdateBytes(parts, values, sizes));
        AdapterTargetGroup[] kept = [.. model.AdapterGroups.Where(group => group.Part == ModelPart.Unet || CaptionConditioning.Encodes(set, values))];
        // pictures that are encoded in each step come before its forward pass
        var (encoder, encoding) = values.Get(DatasetOptions.CacheLatents) ? (0, 0)
            : (model.WeightBytes(ModelPart.Vae), model.EncodingBytes(largest.Height, largest.Width));
        return new TrainingMemory(
            kept.Sum(group => model.WeightBytes(group.Part) + Merged(group)) + encoder,
            AdapterBytes(parts, values, model.Runtime.Memory.Taken, sizes),
            WithSlack(Math.Max(encoding, values.Get(RunOptions.FusedBackwardPass) ? activations + update : Math.Max(activations, update))),
            model.Runtime.Memory.OwnBytes);
    }

    /// <summary>Weights that stand in for a part's own, which stay beside them.</summary>
    private static long Merged(AdapterTargetGroup group) => group.Everything.Concat(group.Norms)
        .SelectMany(target => (Tensor?[])[target.Layer.Overlay, target.Layer.BiasOverlay]).OfType<Tensor>()
        .Sum(tensor => tensor.Count * tensor.DType.Size());

    // where a file says it, the factors do
    private static int RankOf(Adapter adapter) =>
        adapter.Trained.Where(tensor => tensor.Name == LoraAdapter.DownName).Select(tensor => tensor.Shape[0]).FirstOrDefault();

    /// <summary>
    /// What an update computes on its way: as much as the largest group, whose values are changed at once; a fused one has its gradient beside it.
    /// </summary>
    private static long UpdateBytes(IEnumerable<TrainedPart> parts, OptionValues values, StartingWeights? sizes) => sizeof(float)
        * (values.Get(RunOptions.FusedBackwardPass) ? 2 : 1) * Groups(parts, values, sizes).Max(shapes => shapes.Sum(Count));

    /// <summary>
    /// The weights that adapters make for a step: all of them, or with checkpointing those of the largest block; and what the largest one is made of, on the
    /// way there and back.
    /// </summary>
    private static long MadeWeights(IEnumerable<Adapter> adapters, OptionValues values)
    {
        (string Block, long Bytes)[] made = [.. adapters.Where(adapter => adapter.MakesWeight).Select(adapter => adapter.Target)
            .Select(target => (Block(target.Layer.Path), sizeof(float) * target.Layer.WeightShape.ToArray().Aggregate(1L, (product, size) => product * size)))];
        if (made.Length == 0)
        {
            return 0;
        }

        // what stands in no block is made once and stays
        var (outside, inside) = (made.Where(entry => entry.Block.Length == 0), made.Where(entry => entry.Block.Length > 0));
        var kept = values.Get(RunOptions.GradientCheckpointing)
            ? outside.Sum(entry => entry.Bytes) + inside.GroupBy(entry => entry.Block).Select(block => block.Sum(entry => entry.Bytes)).DefaultIfEmpty(0).Max()
            : made.Sum(entry => entry.Bytes);
        return kept + (PiecesOfAWeight * made.Max(entry => entry.Bytes));
    }

    /// <summary>What is computed again as one: a transformer block, or another block of a level; empty for what stands in none.</summary>
    private static string Block(string path)
    {
        var names = path.Split('.');
        return names.Length < 3 ? "" : string.Join('.', names.Take(path.Contains(".transformer_blocks.", StringComparison.Ordinal) ? 6 : 4));
    }

    internal static long WithSlack(long bytes) => (long)(Slack * bytes);

    /// <summary>Bytes of what is trained of these parts, its gradients where they are kept, and what the optimizer keeps of it.</summary>
    internal static long AdapterBytes(IEnumerable<TrainedPart> parts, OptionValues values, Func<long, long> taken, StartingWeights? sizes = null)
    {
        using var optimizer = OptimizerCatalog.Create(values);
        var buffers = values.Get(RunOptions.FusedBackwardPass) ? 1 : 2;
        return optimizer.OwnBytes(taken) + Groups(parts, values, sizes)
            .Sum(shapes => (buffers * taken(sizeof(float) * shapes.Sum(Count))) + optimizer.StateBytes(shapes, taken));
    }

    /// <summary>The shapes of the tensors that are changed at once.</summary>
    private static IEnumerable<IReadOnlyList<int[]>> Groups(IEnumerable<TrainedPart> parts, OptionValues values, StartingWeights? sizes) =>
        AdapterNetwork.Shapes(parts, values, sizes).SelectMany<IReadOnlyList<int[]>, IReadOnlyList<int[]>>(
            shapes => values.Get(RunOptions.FusedBackwardPass) ? shapes.Chunk(1) : [shapes]);

    private static long Count(int[] shape) => shape.Aggregate(1L, (product, size) => product * size);
}
