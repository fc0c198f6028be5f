using System.Runtime.InteropServices;
using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Puts a tensor's elements in the order of a row-major file.</summary>
internal static class RowMajor
{
    /// <summary>The elements in order.</summary>
    /// <param name="tensor">Not empty.</param>
    /// <param name="stored">Its extent of the storage, from its first element.</param>
    public static byte[] Copy(PickledTensor tensor, ReadOnlySpan<byte> stored)
    {
        var size = tensor.Storage.DType.Size();
        var copy = new byte[tensor.Count * size];
        switch (size)
        {
            case 1: Copy(tensor, stored, copy.AsSpan()); break;
            case 2: Copy(tensor, MemoryMarshal.Cast<byte, ushort>(stored), MemoryMarshal.Cast<byte, ushort>(copy.AsSpan())); break;
            case 4: Copy(tensor, MemoryMarshal.Cast<byte, uint>(stored), MemoryMarshal.Cast<byte, uint>(copy.AsSpan())); break;
            default: Copy(tensor, MemoryMarshal.Cast<byte, ulong>(stored), MemoryMarshal.Cast<byte, ulong>(copy.AsSpan())); break;
        }

        return copy;
    }

    private static void Copy<T>(PickledTensor tensor, ReadOnlySpan<T> from, Span<T> to)
    {
        var index = new long[tensor.Shape.Length];
        long at = 0;
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = from[(int)at];
            for (var d = index.Length - 1; d >= 0; d--)
            {
                at += tensor.Strides[d];
                if (++index[d] < tensor.Shape[d])
                {
                    break;
                }

                at -= tensor.Shape[d] * tensor.Strides[d];
                index[d] = 0;
            }
        }
    }
}
