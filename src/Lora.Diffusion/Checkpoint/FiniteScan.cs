using System.Numerics;
using System.Runtime.InteropServices;
using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// Looks for NaN and infinity in stored weights, whatever their type: both have every bit of the exponent set, so the bytes are compared as they lie, without
/// conversion.
/// </summary>
internal static class FiniteScan
{
    /// <exception cref="CheckpointException">A value is NaN or infinite.</exception>
    public static void Check(StoredTensor tensor)
    {
        var at = FirstNonFinite(tensor.DType, tensor.Bytes);
        if (at >= 0)
        {
            throw new CheckpointException(tensor.Path, $"tensor '{tensor.Name}' holds a value that is not finite (element {at}). "
                + "The file is damaged, or the training that wrote it broke down: take another copy or another model.")
            {
                SaysWhatToDo = true,
                IsNotFinite = true
            };
        }
    }

    /// <summary>Index of the first value that is NaN or infinite; -1 where all are finite.</summary>
    internal static int FirstNonFinite(SafetensorsDType type, ReadOnlySpan<byte> bytes) => type switch
    {
        SafetensorsDType.F16 => First<ushort>(bytes, 0x7C00),
        SafetensorsDType.BF16 => First<ushort>(bytes, 0x7F80),
        SafetensorsDType.F32 => First(bytes, 0x7F800000u),
        SafetensorsDType.F64 => First(bytes, 0x7FF0000000000000ul),
        _ => throw new ArgumentException($"{type} is no floating-point type.", nameof(type)),
    };

    private static int First<T>(ReadOnlySpan<byte> bytes, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(bytes);
        var mask = new Vector<T>(exponent);
        var i = 0;
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            if (Vector.EqualsAny(new Vector<T>(values[i..]) & mask, mask))
            {
                break;
            }
        }

        for (; i < values.Length; i++)
        {
            if ((values[i] & exponent) == exponent)
            {
                return i;
            }
        }

        return -1;
    }
}
