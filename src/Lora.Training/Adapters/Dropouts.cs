using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>What is left out at random while an adapter is trained; chances below 1, 0 = never.</summary>
/// <param name="Neuron">Each value that comes out of the branch, or between the factors of a LoRA.</param>
/// <param name="Rank">Each rank of a LoRA, sample by sample; each output channel of any other change of a weight.</param>
/// <param name="Module">The whole adapter.</param>
/// <param name="ScalesRank">What a rank dropout leaves is enlarged by the share that it took.</param>
internal sealed record Dropouts(double Neuron, double Rank, double Module, bool ScalesRank)
{
    public static Dropouts None { get; } = new(0, 0, 0, false);

    /// <param name="neuron"><c>NetworkDropout</c>.</param>
    /// <param name="arguments">Of the network.</param>
    public static Dropouts Of(double neuron, OptionValues arguments)
    {
        double Share(string name) => arguments.Has(name) ? arguments.Get<double>(name) : 0;
        var (rank, module) = (Share("rank_dropout"), Share("module_dropout"));
        return neuron + rank + module > 0
            ? new(neuron, rank, module, arguments.Is("rank_dropout_scale")) : None;
    }

    /// <summary>As torch's dropout: values are 0, or enlarged so that the mean stays.</summary>
    public Tensor Neurons(Tensor x, AdapterDraw draw) => x.Mul(Mask(x.Runtime, x.Shape, Neuron, RandomPurpose.NeuronDropout, draw).Affine(1 / (1 - Neuron), 0));

    /// <summary>kohya's, between the factors of a LoRA: ranks are 0 in some samples, and the rest is enlarged so that the mean stays.</summary>
    /// <param name="x">[n, ..., rank], or [n, rank, h, w].</param>
    /// <param name="draw">Of the micro batch.</param>
    /// <param name="isImage">The second form.</param>
    public Tensor Ranks(Tensor x, AdapterDraw draw, bool isImage)
    {
        var rank = x.Size(isImage ? 1 : -1);
        int[] shape = isImage ? [x.Size(0), rank, 1, 1] : [x.Size(0), .. Enumerable.Repeat(1, x.Rank - 2), rank];
        return x.Mul(Mask(x.Runtime, shape, Rank, RandomPurpose.RankDropout, draw).Affine(1 / (1 - Rank), 0));
    }

    /// <summary>LyCORIS', of a change of a weight [out, ...]: output channels keep the frozen weight.</summary>
    public Tensor Channels(Tensor change, AdapterDraw draw)
    {
        var mask = Mask(change.Runtime, [change.Size(0), .. Enumerable.Repeat(1, change.Rank - 1)], Rank, RandomPurpose.RankDropout, draw);
        // all may be out: then there is nothing to enlarge
        return change.Mul(ScalesRank ? mask.Div(mask.Mean().Clamp(min: 1.0 / change.Size(0))) : mask);
    }

    private static Tensor Mask(TensorRuntime runtime, ReadOnlySpan<int> shape, double chance, RandomPurpose purpose, AdapterDraw draw)
    {
        var values = new float[shape.ToArray().Aggregate(1, (product, size) => checked(product * size))];
        draw.Numbers(purpose).Uniform(values, 0, 1);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = values[i] < chance ? 0 : 1;
        }

        return runtime.FromFloats(values, shape);
    }
}
