using Lora.Diffusion;
using Lora.Tensors.Kernels;

namespace Lora.Training;

/// <summary>Some singular values and vectors of a layer's weight as a matrix: W is about P diag(lambda) Q on them. Worked out when first asked for.</summary>
/// <param name="layer">Its weight is read.</param>
/// <param name="rank">How many; where the weight has fewer the rest are zeros.</param>
/// <param name="part">Which.</param>
internal sealed class SingularStart(AdaptableLayer layer, int rank, SingularPart part)
{
    // as LyCORIS fills up values that there are not
    private const float NoValue = 1e-6f;

    private readonly Lazy<(float[] Inputs, float[] Outputs, float[] Values)> _parts = new(() => Of(layer, rank, part));

    /// <summary>Q, [rank, in].</summary>
    public float[] Inputs => _parts.Value.Inputs;

    /// <summary>P, [out, rank].</summary>
    public float[] Outputs => _parts.Value.Outputs;

    /// <summary>lambda, [rank].</summary>
    public float[] Values => _parts.Value.Values;

    private static (float[], float[], float[]) Of(AdaptableLayer layer, int rank, SingularPart part)
    {
        int outs = layer.OutFeatures, ins = layer.WeightShape[1..].ToArray().Aggregate(1, (product, size) => product * size);
        var weight = layer.Weight.ToFloats();
        // the solver takes matrices that are at least as high as wide
        var isTall = outs >= ins;
        var (high, wide) = isTall ? (outs, ins) : (ins, outs);
        var matrix = new double[weight.Length];
        for (var i = 0; i < weight.Length; i++)
        {
            matrix[isTall ? i : (i % ins * outs) + (i / ins)] = weight[i];
        }

        var (values, right) = DenseSolver.Svd(matrix, high, wide);
        var count = Math.Min(rank, wide);
        var first = part switch { SingularPart.Principal => 0, SingularPart.Middle => (wide - count) / 2, _ => wide - count };
        var (inputs, outputs, lambda) = (new float[rank * ins], new float[outs * rank], new float[rank]);
        Array.Fill(lambda, NoValue, count, rank - count);
        for (var k = 0; k < count; k++)
        {
            lambda[k] = (float)values[first + k];
            for (var i = 0; i < ins; i++)
            {
                inputs[(k * ins) + i] = (float)(isTall ? right : matrix)[(i * wide) + first + k];
            }

            for (var o = 0; o < outs; o++)
            {
                outputs[(o * rank) + k] = (float)(isTall ? matrix : right)[(o * wide) + first + k];
            }
        }

        return (inputs, outputs, lambda);
    }
}
