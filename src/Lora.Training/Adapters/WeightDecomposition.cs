using Lora.Diffusion;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Trains the norms of a weight's rows, or columns, apart from their directions: V s / |V|, where s starts from the frozen weight's norms. The gradient goes
/// through |V| too. The multiplier acts on s alone, as in LyCORIS: at 0 the directions' change stays. Source: Liu et al., DoRA, arXiv 2402.09353.
/// </summary>
internal sealed class WeightDecomposition
{
    public const string Name = "dora_scale";

    private const double Eps = 1.1920928955078125e-07; // of fp32: keeps the divisor away from 0

    private readonly AdaptableLayer _layer;
    private readonly bool _isOfOutputs;

    /// <param name="layer">Its weight is read where training starts.</param>
    /// <param name="isOfOutputs">A norm each output channel; else each input channel.</param>
    public WeightDecomposition(AdaptableLayer layer, bool isOfOutputs)
    {
        (_layer, _isOfOutputs) = (layer, isOfOutputs);
        int[] shape = [.. layer.WeightShape.ToArray().Select((size, dim) => dim == (isOfOutputs ? 0 : 1) ? size : 1)];
        Scale = new AdapterTensor(Name, shape) { Initial = (_, values) => Norms(layer.Weight.ToFloats()).CopyTo(values, 0) };
    }

    /// <summary>s, [out, 1...] or [1, in, 1...].</summary>
    public AdapterTensor Scale { get; }

    /// <summary>The form that the arguments ask for: <c>dora_wd</c>, <c>wd_on_output</c>; null for none.</summary>
    public static WeightDecomposition? Of(AdaptableLayer layer, OptionValues arguments) =>
        arguments.Is("dora_wd") ? new(layer, arguments.Is("wd_on_output")) : null;

    /// <summary>The form that a file has; null where it has none.</summary>
    public static WeightDecomposition? Read(AdaptableLayer layer, AdapterModule module) => module.Tensors.TryGetValue(Name, out var scale)
        ? new(layer, isOfOutputs: scale.Shape is not [1, > 1, ..]) : null;

    /// <param name="changed">W + delta.</param>
    /// <param name="scale">s.</param>
    /// <param name="multiplier">Strength.</param>
    public Tensor Apply(Tensor changed, Tensor scale, double multiplier)
    {
        int[] others = [.. Enumerable.Range(0, changed.Rank).Where(dim => dim != (_isOfOutputs ? 0 : 1))];
        var factor = scale.Div(changed.Norm(2, others, keepDim: true).Affine(1, Eps));
        return changed.Mul(multiplier == 1 ? factor : factor.Affine(multiplier, 1 - multiplier));
    }

    private float[] Norms(float[] weight)
    {
        var (outputs, inputs) = (_layer.OutFeatures, _layer.InFeatures);
        var kernel = weight.Length / (outputs * inputs);
        var sums = new double[_isOfOutputs ? outputs : inputs];
        for (var i = 0; i < weight.Length; i++)
        {
            sums[_isOfOutputs ? i / (inputs * kernel) : i / kernel % inputs] += (double)weight[i] * weight[i];
        }

        return Array.ConvertAll(sums, sum => (float)Math.Sqrt(sum));
    }
}
