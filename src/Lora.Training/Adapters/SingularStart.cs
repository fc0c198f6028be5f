using Lora.Diffusion;

namespace Lora.Training;

/// <summary>
/// Some singular values and vectors of a layer's weight as a matrix: W is about P diag(lambda) Q on them. Worked out when first asked for: the largest of a
/// large weight in a second or two, smaller ones only with all above them, which takes minutes for a thousand channels.
/// </summary>
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
        var least = Math.Min(outs, ins);
        var count = Math.Min(rank, least);
        var first = part switch { SingularPart.Principal => 0, SingularPart.Middle => (least - count) / 2, _ => least - count };
        var svd = Svd.Of(Array.ConvertAll(layer.Weight.ToFloats(), value => (double)value), outs, ins, first + count);
        var (inputs, outputs, values) = (new float[rank * ins], new float[outs * rank], new float[rank]);
        Array.Fill(values, NoValue, count, rank - count);
        for (var k = 0; k < count; k++)
        {
            values[k] = (float)svd.Values[first + k];
            for (var i = 0; i < ins; i++)
            {
                inputs[(k * ins) + i] = (float)svd.Right[first + k][i];
            }

            for (var o = 0; o < outs; o++)
            {
                outputs[(o * rank) + k] = (float)svd.Left[first + k][o];
            }
        }

        return (inputs, outputs, values);
    }
}
