using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

/// <summary>Copies between layouts, of any element type.</summary>
internal static unsafe class Transfer
{
    private const int RowsAPart = 64;

    /// <summary>to = from, same shape and type.</summary>
    public static void Copy(EmbeddedTensor from, EmbeddedTensor to)
    {
        var size = from.DType.Size();
        if (from.Count == 0)
        {
            return;
        }

        if (from.IsDense && Layout.SameStrides(from.Sizes, from.Strides, to.Strides))
        {
            System.Buffer.MemoryCopy(from.Data, to.Data, from.Count * size, from.Count * size);
            return;
        }

        var nest = new LoopNest(from.Sizes, to.Strides, from.Strides);
        byte* source = from.Data, target = to.Data;
        var outer = nest.Outer;
        var parts = (int)((outer + RowsAPart - 1) / RowsAPart);
        if (!Workers.Shared(parts, RowsAPart * nest.InnerSize))
        {
            Rows(nest, source, target, size, 0, outer);
            return;
        }

        Workers.For(parts, RowsAPart * nest.InnerSize, part =>
            Rows(nest, source, target, size, (long)part * RowsAPart, Math.Min(outer, ((long)part + 1) * RowsAPart)));
    }

    private static void Rows(in LoopNest nest, byte* from, byte* to, int size, long first, long end)
    {
        var offsets = stackalloc long[LoopNest.Operands];
        for (var i = first; i < end; i++)
        {
            nest.Offsets(i, offsets);
            Row(from + offsets[1] * size, nest.InnerStride(1), to + offsets[0] * size, nest.InnerStride(0), nest.InnerSize, size);
        }
    }

    private static void Row(byte* from, long fromStep, byte* to, long toStep, long n, int size)
    {
        if (fromStep == 1 && toStep == 1)
        {
            System.Buffer.MemoryCopy(from, to, n * size, n * size);
            return;
        }

        switch (size)
        {
            case 1:
                Row(from, fromStep, to, toStep, n);
                break;
            case 2:
                Row((short*)from, fromStep, (short*)to, toStep, n);
                break;
            case 4:
                Row((int*)from, fromStep, (int*)to, toStep, n);
                break;
            default:
                Row((long*)from, fromStep, (long*)to, toStep, n);
                break;
        }
    }

    private static void Row<T>(T* from, long fromStep, T* to, long toStep, long n) where T : unmanaged
    {
        for (long i = 0; i < n; i++)
        {
            to[i * toStep] = from[i * fromStep];
        }
    }

    /// <summary>to = from converted, row-major both. fp32 to halves rounds to nearest even, to Int64 and UInt8 truncates, to Bool asks for not zero.</summary>
    public static void Convert(EmbeddedTensor from, EmbeddedTensor to)
    {
        var n = from.Count;
        if (from.DType == DType.Float32)
        {
            FromFloats(from.Floats, to, n);
            return;
        }

        if (to.DType == DType.Float32)
        {
            ToFloats(from, to.Floats, n);
            return;
        }

        switch (from.DType, to.DType)
        {
            case (DType.Bool or DType.UInt8, DType.Int64):
                for (long i = 0; i < n; i++)
                {
                    to.Longs[i] = from.Data[i];
                }

                break;
            case (DType.Int64, DType.UInt8):
                for (long i = 0; i < n; i++)
                {
                    to.Data[i] = (byte)from.Longs[i];
                }

                break;
            case (DType.Int64, DType.Bool):
                for (long i = 0; i < n; i++)
                {
                    to.Data[i] = (byte)(from.Longs[i] != 0 ? 1 : 0);
                }

                break;
            default:
                // between halves and the rest: fp32 holds each half exactly
                using (var wide = from.Runtime.New(from.Sizes))
                {
                    ToFloats(from, wide.Floats, n);
                    FromFloats(wide.Floats, to, n);
                }

                break;
        }
    }

    private static void FromFloats(float* from, EmbeddedTensor to, long n)
    {
        var target = to.Data;
        switch (to.DType)
        {
            case DType.Float16:
                HalfConversion.ToFloat16(from, (ushort*)target, n);
                break;
            case DType.BFloat16:
                HalfConversion.ToBFloat16(from, (ushort*)target, n);
                break;
            case DType.Int64:
                for (long i = 0; i < n; i++)
                {
                    ((long*)target)[i] = (long)from[i];
                }

                break;
            case DType.UInt8:
                for (long i = 0; i < n; i++)
                {
                    target[i] = (byte)from[i];
                }

                break;
            case DType.Bool:
                for (long i = 0; i < n; i++)
                {
                    target[i] = (byte)(from[i] != 0 ? 1 : 0);
                }

                break;
            default:
                System.Buffer.MemoryCopy(from, target, n * 4, n * 4);
                break;
        }
    }

    private static void ToFloats(EmbeddedTensor from, float* to, long n)
    {
        var source = from.Data;
        switch (from.DType)
        {
            case DType.Float16:
                HalfConversion.FromFloat16((ushort*)source, to, n);
                break;
            case DType.BFloat16:
                HalfConversion.FromBFloat16((ushort*)source, to, n);
                break;
            case DType.Int64:
                for (long i = 0; i < n; i++)
                {
                    to[i] = ((long*)source)[i];
                }

                break;
            default:
                for (long i = 0; i < n; i++)
                {
                    to[i] = source[i];
                }

                break;
        }
    }
}
