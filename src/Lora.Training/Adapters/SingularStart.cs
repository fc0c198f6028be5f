using Lora.Diffusion;
using Lora.Tensors;
using Lora.Tensors.Kernels;

namespace Lora.Training;

/// <summary>
/// Some singular values and vectors of a layer's weight as a matrix: W is about P diag(lambda) Q on them. Worked out when first asked for: the largest of a
/// large weight in a second or two, others only with all of them, which takes minutes for a thousand channels.
/// </summary>
/// <param name="layer">Its weight is read.</param>
/// <param name="rank">How many; where the weight has fewer the rest are zeros.</param>
/// <param name="part">Which.</param>
internal sealed class SingularStart(AdaptableLayer layer, int rank, SingularPart part)
{
    /// <summary>From this many channels on the largest values are found without the others.</summary>
    public const int Large = 64;

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
        var least = Math.Min(outs, ins);
        if (part == SingularPart.Principal && least > Math.Max(Large, 4 * rank))
        {
            var runtime = layer.Weight.Runtime;
            using var off = runtime.NoGrad();
            using var scope = runtime.NewScope();
            var (leading, left, right, width) = LeadingSingularVectors.Of(layer.Weight.Cast(DType.Float32).Reshape(outs, ins), rank);
            return Taken(leading, left, right, width, 0);
        }

        var (values, outputs, inputs) = All(layer.Weight.ToFloats(), outs, ins);
        var count = Math.Min(rank, least);
        var first = part switch { SingularPart.Principal => 0, SingularPart.Middle => (least - count) / 2, _ => least - count };
        return Taken(values, outputs, inputs, least, first);

        (float[], float[], float[]) Taken(double[] values, double[] outputs, double[] inputs, int width, int first)
        {
            var count = Math.Min(rank, width);
            var (q, p, lambda) = (new float[rank * ins], new float[outs * rank], new float[rank]);
            Array.Fill(lambda, NoValue, count, rank - count);
            for (var k = 0; k < count; k++)
            {
                lambda[k] = (float)values[first + k];
                for (var i = 0; i < ins; i++)
                {
                    q[(k * ins) + i] = (float)inputs[(i * width) + first + k];
                }

                for (var o = 0; o < outs; o++)
                {
                    p[(o * rank) + k] = (float)outputs[(o * width) + first + k];
                }
            }

            return (q, p, lambda);
        }
    }

    /// <summary>Every singular value; [out, values] and [in, values].</summary>
    private static (double[] Values, double[] Outputs, double[] Inputs) All(float[] weight, int outs, int ins)
    {
        // the solver takes matrices that are at least as high as wide
        var isTall = outs >= ins;
        var matrix = new double[weight.Length];
        for (var i = 0; i < weight.Length; i++)
        {
            matrix[isTall ? i : (i % ins * outs) + (i / ins)] = weight[i];
        }

        var (values, right) = DenseSolver.Svd(matrix, Math.Max(outs, ins), Math.Min(outs, ins));
        return isTall ? (values, matrix, right) : (values, right, matrix);
    }
}
