using Lora.Tensors;

namespace Lora.Training;

/// <summary>LyCORIS' <c>use_scalar</c>: one trained factor of the whole change, from 0, that a file has in one of the other tensors.</summary>
internal static class AdapterScalar
{
    public static AdapterTensor Zero() => new("scalar", []) { IsSaved = false };

    /// <summary>A tensor of the file with the scalar in it.</summary>
    public static float[] Folded(float[] values, Tensor scalar)
    {
        var factor = (float)scalar.Item();
        return Array.ConvertAll(values, value => value * factor);
    }
}
