using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lora.Tensors.Kernels;

/// <summary>Pixels under a kernel as the left factor, gathered while they are packed: no buffer of kernel-size times the image.</summary>
internal unsafe struct GatheredLeft(ConvTaps taps) : ILeft
{
    private static readonly float* Zeros = (float*)NativeMemory.AllocZeroed(ConvTaps.LargestGroup * sizeof(float));

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public void Pack(float* to, int row, int rows, int k, int count)
    {
        int* top = stackalloc int[16], left = stackalloc int[16];
        float** images = stackalloc float*[16], lines = stackalloc float*[16];
        int pixels = taps.GridHeight * taps.GridWidth, image = row / pixels, i = row % pixels / taps.GridWidth, j = row % pixels % taps.GridWidth;
        for (var r = 0; r < rows; r++)
        {
            top[r] = i * taps.StepH;
            left[r] = j * taps.StepW;
            images[r] = taps.Source + (nint)image * taps.Height * taps.Width * taps.PixelStep;
            if (++j == taps.GridWidth)
            {
                j = 0;
                if (++i == taps.GridHeight)
                {
                    i = 0;
                    image++;
                }
            }
        }

        int height = taps.Height, width = taps.Width;
        for (var channel = k / taps.Unit * taps.Group; count > 0; channel += taps.Group)
        {
            var channels = Math.Min(taps.Group, taps.Channels - channel);
            for (var t = 0; t < taps.Count; t++)
            {
                int down = taps.DownOf[t], right = taps.RightOf[t];
                for (var r = 0; r < rows; r++)
                {
                    int y = top[r] + down, x = left[r] + right;
                    lines[r] = (uint)y < (uint)height && (uint)x < (uint)width ? images[r] + ((nint)y * width + x) * taps.PixelStep + channel : Zeros;
                }

                Packing.Weave(lines, rows, channels, to);
                to += channels * rows;
            }

            count -= channels * taps.Count;
        }
    }

    public readonly bool Lies(out TileLeft from)
    {
        from = default;
        return false;
    }
}
