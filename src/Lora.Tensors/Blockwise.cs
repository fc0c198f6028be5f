namespace Lora.Tensors;

/// <summary>What <see cref="Tensor.QuantizeBlockwise_"/> and its opposite ask of their operands, on every runtime.</summary>
public static class Blockwise
{
    /// <exception cref="ArgumentException">Codes and scales do not go together.</exception>
    public static void Check(Tensor codes, Tensor absmax, int blockSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, 1);
        Expect(codes, DType.UInt8, codes.Rank == 1 ? codes.Size(0) : 0);
        Expect(absmax, DType.Float32, (codes.Size(0) + blockSize - 1) / blockSize);
    }

    /// <exception cref="ArgumentException">The tensor is not [count] of that type.</exception>
    public static void Expect(Tensor tensor, DType type, int count)
    {
        if (tensor.DType != type || tensor.Rank != 1 || tensor.Size(0) != count)
        {
            throw new ArgumentException($"{tensor} where {type} [{count}] belongs.");
        }
    }
}
