using Lora.Tensors;

namespace Lora.Training;

/// <summary>A tensor that an optimizer keeps between steps.</summary>
/// <param name="Name">What it is, as the peers call it: <c>exp_avg</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Parameter">Index of the parameter that it belongs to; null: the whole group, or all groups.</param>
internal readonly record struct StateTensor(string Name, int[] Shape, int? Parameter = null)
{
    /// <summary>fp32, or UInt8 for codes.</summary>
    public DType Type { get; init; } = DType.Float32;

    /// <summary>Every value before the first step.</summary>
    public double Initial { get; init; }

    /// <summary>What it takes in memory.</summary>
    public long Bytes => Shape.Aggregate((long)Type.Size(), (product, size) => product * size);
}
