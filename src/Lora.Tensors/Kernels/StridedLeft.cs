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
                for (; i + 8 <= rows; i += 8, to += 8)
                {
                    Vector256.Store(Vector256.Load(from + i), to);
                }

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
            nint p = 0, all = (nint)rows * count;
            for (; p + 8 <= all; p += 8)
            {
                (Vector256.Load(to + p) * alpha).Store(to + p);
            }

            for (; p < all; p++)
            {
                to[p] *= alpha;
            }
        }
    }

    public readonly bool Lies(out TileLeft from)
    {
        from = new() { From = a, Step = col == 1 ? row : col, ByRows = col == 1, Alpha = alpha };
        return col == 1 || row == 1;
    }
}
