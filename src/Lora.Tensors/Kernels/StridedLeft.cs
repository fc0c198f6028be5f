using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lora.Tensors.Kernels;

/// <summary>A strided fp32 matrix on the left, times alpha.</summary>
internal unsafe struct StridedLeft(float* a, nint row, nint col, float alpha) : ILeft
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public readonly void Pack(float* to, int firstRow, int rows, int k, int count)
    {
        var from = a + firstRow * row + k * col;
        if (col == 1)
        {
            var lines = stackalloc float*[16];
            for (var i = 0; i < rows; i++)
            {
                lines[i] = from + i * row;
            }

            Packing.Weave(lines, rows, count, to);
        }
        else if (row == 1)
        {
            for (var p = 0; p < count; p++, from += col)
            {
                var i = 0;
                for (; i + 4 <= rows; i += 4, to += 4)
                {
                    Vector128.Store(Vector128.Load(from + i), to);
                }

                for (; i < rows; i++)
                {
                    *to++ = from[i];
                }
            }

            to -= (nint)rows * count;
        }
        else
        {
            for (var p = 0; p < count; p++)
            {
                for (var i = 0; i < rows; i++)
                {
                    to[p * rows + i] = from[i * row];
                }

                from += col;
            }
        }

        if (alpha != 1)
        {
            for (nint p = 0; p < (nint)rows * count; p++)
            {
                to[p] *= alpha;
            }
        }
    }

    public readonly bool Lies(out float* from, out nint step)
    {
        from = a;
        step = row;
        // a step of 0 would read as packed
        return col == 1 && alpha == 1 && row != 0;
    }
}
