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
