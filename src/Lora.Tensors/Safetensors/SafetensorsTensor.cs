namespace Lora.Tensors;

/// <summary>One tensor of a safetensors file, as its header describes it.</summary>
/// <param name="Name">Name, unique in the file.</param>
/// <param name="DType">Element type.</param>
/// <param name="Shape">Sizes, outermost first; empty for a scalar.</param>
/// <param name="Offset">First byte, counted from the end of the header.</param>
/// <param name="Length">Bytes.</param>
public sealed record SafetensorsTensor(string Name, SafetensorsDType DType, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>Number of elements.</summary>
    public long Count => Length / DType.Size();
}
