using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>Pixels under a kernel as the right factor of a weight gradient: k is the output pixel, columns are (tap, channel).</summary>
internal unsafe struct GatheredRight(ConvTaps taps) : IRight
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(float* to, int column, int columns, int panel, int k, int count)
    {
        int pixels = taps.GridHeight * taps.GridWidth, image = k / pixels, i = k % pixels / taps.GridWidth, j = k % pixels % taps.GridWidth;
        for (var p = 0; p < count; p++, to += panel)
        {
            var source = taps.Source + (nint)image * taps.Height * taps.Width * taps.PixelStep;
            int t = column / taps.Channels, channel = column % taps.Channels;
            for (var done = 0; done < columns;)
            {
                var run = Math.Min(columns - done, taps.Channels - channel);
                int y = i * taps.StepH + taps.DownOf[t], x = j * taps.StepW + taps.RightOf[t];
                var into = new Span<float>(to + done, run);
                if ((uint)y < (uint)taps.Height && (uint)x < (uint)taps.Width)
                {
                    new ReadOnlySpan<float>(source + ((nint)y * taps.Width + x) * taps.PixelStep + channel, run).CopyTo(into);
                }
                else
                {
                    into.Clear();
                }

                done += run;
                channel = 0;
                t++;
            }

            new Span<float>(to + columns, panel - columns).Clear();
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
    }

    public readonly bool Lies(out float* from, out nint step)
    {
        from = null;
        step = 0;
        return false;
    }
}
