namespace Lora.Tensors.Kernels;

/// <summary>fp32 to and from fp16 and bf16 bits: to nearest even, denormals kept, overflow to infinity, NaN stays NaN.</summary>
internal static unsafe class HalfConversion
{
    public static void ToFloat16(float* from, ushort* to, long n)
    {
        for (long i = 0; i < n; i++)
        {
            to[i] = BitConverter.HalfToUInt16Bits((Half)from[i]);
        }
    }

    public static void FromFloat16(ushort* from, float* to, long n)
    {
        for (long i = 0; i < n; i++)
        {
            to[i] = (float)BitConverter.UInt16BitsToHalf(from[i]);
        }
    }

    public static void ToBFloat16(float* from, ushort* to, long n)
    {
        for (long i = 0; i < n; i++)
        {
            to[i] = ToBFloat16(from[i]);
        }
    }

    public static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)(bits >> 16 | 0x40) : (ushort)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
    }

    public static void FromBFloat16(ushort* from, float* to, long n)
    {
        for (long i = 0; i < n; i++)
        {
            to[i] = BitConverter.UInt32BitsToSingle((uint)from[i] << 16);
        }
    }
}
