using Lora.Tensors;

namespace Lora.Training;

/// <summary>The parts of a flat tensor of a group's size that belong to its parameters, in their order.</summary>
internal static class ParameterParts
{
    /// <summary>Views [n] each, in the scope that is open now.</summary>
    public static IEnumerable<Tensor> Of(ParameterGroup group, Tensor flat)
    {
        var start = 0;
        foreach (var parameter in group.Parameters)
        {
            var size = (int)parameter.Count;
            yield return flat.Narrow(0, start, size);
            start += size;
        }
    }

    /// <summary>Places in the flat tensor of every n-th value of each parameter, its first one included.</summary>
    public static long[] EveryNth(IReadOnlyList<int[]> shapes, int n)
    {
        var places = new List<long>();
        long start = 0;
        foreach (var size in shapes.Select(shape => shape.Aggregate(1L, (product, length) => product * length)))
        {
            for (long i = 0; i < size; i += n)
            {
                places.Add(start + i);
            }

            start += size;
        }

        return [.. places];
    }

    /// <summary>Root mean square, 0-dimensional.</summary>
    public static Tensor Rms(this Tensor tensor) => tensor.Norm().Affine(1 / Math.Sqrt(tensor.Count), 0);
}
