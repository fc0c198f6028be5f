using System.Runtime.InteropServices;

namespace Lora.Tensors;

/// <summary>fp32 to and from the float types of a file. Rounding is to nearest, ties to even; infinities and NaN stay what they are.</summary>
public static class FloatCodec
{
    /// <summary>True for the types that this codec knows: F16, BF16, F32, F64.</summary>
    public static bool Supports(SafetensorsDType dtype) =>
        dtype is SafetensorsDType.F16 or SafetensorsDType.BF16 or SafetensorsDType.F32 or SafetensorsDType.F64;

    /// <summary>The values of whole elements.</summary>
    /// <exception cref="ArgumentException">The type is none of those that <see cref="Supports"/> names.</exception>
    public static float[] Decode(SafetensorsDType dtype, ReadOnlySpan<byte> bytes)
    {
        var floats = new float[bytes.Length / dtype.Size()];
        return TryDecode(dtype, bytes, floats) ? floats : throw new ArgumentException($"{dtype} is no floating-point type.", nameof(dtype));
    }

    /// <summary>Decodes as many elements as <paramref name="floats"/> has room for; false when the type is not a supported float type.</summary>
    internal static bool TryDecode(SafetensorsDType dtype, ReadOnlySpan<byte> bytes, Span<float> floats)
    {
        switch (dtype)
        {
            case SafetensorsDType.F32:
                MemoryMarshal.Cast<byte, float>(bytes)[..floats.Length].CopyTo(floats);
                return true;
            case SafetensorsDType.F16:
                var halves = MemoryMarshal.Cast<byte, Half>(bytes);
                for (var i = 0; i < floats.Length; i++)
                {
                    floats[i] = (float)halves[i];
                }

                return true;
            case SafetensorsDType.BF16:
                var high = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < floats.Length; i++)
                {
                    floats[i] = FromBFloat16(high[i]);
                }

                return true;
            case SafetensorsDType.F64:
                var doubles = MemoryMarshal.Cast<byte, double>(bytes);
                for (var i = 0; i < floats.Length; i++)
                {
                    floats[i] = (float)doubles[i];
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>Encodes all of <paramref name="floats"/>.</summary>
    /// <exception cref="ArgumentException">The type is not a supported float type.</exception>
    public static void Encode(SafetensorsDType dtype, ReadOnlySpan<float> floats, Span<byte> bytes)
    {
        switch (dtype)
        {
            case SafetensorsDType.F32:
                MemoryMarshal.AsBytes(floats).CopyTo(bytes);
                break;
            case SafetensorsDType.F16:
                var halves = MemoryMarshal.Cast<byte, Half>(bytes);
                for (var i = 0; i < floats.Length; i++)
                {
                    halves[i] = (Half)floats[i];
                }

                break;
            case SafetensorsDType.BF16:
                var high = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < floats.Length; i++)
                {
                    high[i] = ToBFloat16(floats[i]);
                }

                break;
            case SafetensorsDType.F64:
                var doubles = MemoryMarshal.Cast<byte, double>(bytes);
                for (var i = 0; i < floats.Length; i++)
                {
                    doubles[i] = floats[i];
                }

                break;
            default:
                throw new ArgumentException($"{dtype.FileName()} is no float type that can be written", nameof(dtype));
        }
    }

    /// <summary>The value whose upper 16 bits these are.</summary>
    internal static float FromBFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>The nearest bf16, ties to even; every NaN becomes 0x7FC0 with its sign.</summary>
    internal static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
        {
            return (ushort)(((bits >> 16) & 0x8000) | 0x7FC0);
        }

        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
