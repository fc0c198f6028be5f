using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lora.Tensors.Kernels;

/// <summary>Lines of floats woven into one panel: what a tile reads for every k lies together.</summary>
internal static unsafe class Packing
{
    /// <summary>to[p * rows + i] = lines[i][p] for i below <paramref name="rows"/> and p below <paramref name="count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weave(float** lines, int rows, int count, float* to)
    {
        var i = 0;
        for (; Avx.IsSupported && i + 8 <= rows; i += 8)
        {
            Eight(lines + i, to + i, rows, count);
        }

        for (; i + 4 <= rows; i += 4)
        {
            Four(lines[i], lines[i + 1], lines[i + 2], lines[i + 3], to + i, rows, count);
        }

        if (i + 2 <= rows)
        {
            TwoLines(lines[i], lines[i + 1], to + i, rows, count);
            i += 2;
        }

        if (i < rows)
        {
            var line = lines[i];
            for (var p = 0; p < count; p++)
            {
                to[(nint)p * rows + i] = line[p];
            }
        }
    }

    /// <summary>Rows become columns: to[j * step + i] = from[i * row + j] for i below <paramref name="rows"/> and j below <paramref name="columns"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Turn(float* from, nint row, int rows, int columns, float* to, nint step)
    {
        for (var i = 0; i < rows; i += 8)
        {
            var count = Math.Min(8, rows - i);
            var j = 0;
            for (; Avx.IsSupported && count == 8 && j + 8 <= columns; j += 8)
            {
                var line = from + i * row + j;
                Block.Transpose(Vector256.Load(line), Vector256.Load(line + row), Vector256.Load(line + 2 * row), Vector256.Load(line + 3 * row),
                    Vector256.Load(line + 4 * row), Vector256.Load(line + 5 * row), Vector256.Load(line + 6 * row), Vector256.Load(line + 7 * row),
                    to + j * step + i, step);
            }

            for (; j < columns; j++)
            {
                for (var r = i; r < i + count; r++)
                {
                    to[j * step + r] = from[r * row + j];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(float** lines, float* to, nint step, int count)
    {
        float* a = lines[0], b = lines[1], c = lines[2], d = lines[3], e = lines[4], f = lines[5], g = lines[6], h = lines[7];
        nint p = 0;
        for (; p + 8 <= count; p += 8, to += 8 * step)
        {
            Block.Transpose(Vector256.Load(a + p), Vector256.Load(b + p), Vector256.Load(c + p), Vector256.Load(d + p), Vector256.Load(e + p),
                Vector256.Load(f + p), Vector256.Load(g + p), Vector256.Load(h + p), to, step);
        }

        for (; p < count; p++, to += step)
        {
            (to[0], to[1], to[2], to[3]) = (a[p], b[p], c[p], d[p]);
            (to[4], to[5], to[6], to[7]) = (e[p], f[p], g[p], h[p]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(float* a, float* b, float* c, float* d, float* to, nint step, int count)
    {
        nint p = 0;
        for (; p + 4 <= count; p += 4, to += 4 * step)
        {
            Block.Transpose(Vector128.Load(a + p), Vector128.Load(b + p), Vector128.Load(c + p), Vector128.Load(d + p), to, to + step, to + 2 * step,
                to + 3 * step);
        }

        for (; p < count; p++, to += step)
        {
            (to[0], to[1], to[2], to[3]) = (a[p], b[p], c[p], d[p]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoLines(float* a, float* b, float* to, nint step, int count)
    {
        nint p = 0;
        for (; Sse2.IsSupported && p + 4 <= count; p += 4, to += 4 * step)
        {
            Vector128<float> low = Sse.UnpackLow(Vector128.Load(a + p), Vector128.Load(b + p)), high = Sse.UnpackHigh(Vector128.Load(a + p),
                Vector128.Load(b + p));
            Sse.StoreLow(to, low);
            Sse.StoreHigh(to + step, low);
            Sse.StoreLow(to + 2 * step, high);
            Sse.StoreHigh(to + 3 * step, high);
        }

        for (; p < count; p++, to += step)
        {
            (to[0], to[1]) = (a[p], b[p]);
        }
    }
}
