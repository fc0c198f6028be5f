using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>
/// Weights [out, in, kernel] as the right factor in the order of <see cref="ConvTaps"/>: columns are output channels (forward) or input channels (backward),
/// k the other ones and the taps. Reads runs of memory, four columns at once, and writes each step of k to its place.
/// </summary>
/// <param name="columnStep">Elements from one column to the next.</param>
/// <param name="channelStep">Elements from one channel of k to the next.</param>
internal unsafe struct ConvWeights<TStored>(void* w, nint columnStep, nint channelStep, ConvTaps taps) : IRight where TStored : struct, IStored
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(float* to, int column, int columns, int panel, int k, int count)
    {
        for (var p = 0; p < count && columns < panel; p++)
        {
            new Span<float>(to + (nint)p * panel + columns, panel - columns).Clear();
        }

        for (var channel = k / taps.Unit * taps.Group; count > 0; channel += taps.Group)
        {
            var channels = Math.Min(taps.Group, taps.Channels - channel);
            var from = column * columnStep + channel * channelStep;
            var whole = taps.Count == taps.KernelSize;
            var j = 0;
            for (; j + 4 <= columns; j += 4)
            {
                if (whole && channelStep == taps.KernelSize)
                {
                    // channels lie one after the other: one long run of (channel, tap)
                    Turn(from + j * columnStep, channels * taps.KernelSize, channels, to + j, panel);
                }
                else
                {
                    for (var c = 0; c < channels; c++)
                    {
                        if (whole)
                        {
                            Turn(from + j * columnStep + c * channelStep, taps.KernelSize, channels, to + (nint)c * panel + j, panel);
                        }
                        else
                        {
                            Pick(from + j * columnStep + c * channelStep, 4, channels, to + (nint)c * panel + j, panel);
                        }
                    }
                }
            }

            for (var c = 0; c < channels && j < columns; c++)
            {
                Pick(from + j * columnStep + c * channelStep, columns - j, channels, to + (nint)c * panel + j, panel);
            }

            to += (nint)channels * taps.Count * panel;
            count -= channels * taps.Count;
        }
    }

    /// <summary>A run of (channel, tap) of four columns, turned over: element f goes to step f % taps * channels + f / taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Turn(nint from, int count, int channels, float* to, nint panel)
    {
        // the next steps' addresses go round the taps, one channel further each time round
        nint tapStep = channels * panel, round = tapStep * taps.KernelSize - panel;
        int left = taps.KernelSize, f = 0;
        for (; f + 4 <= count; f += 4)
        {
            var to0 = to;
            var to1 = Next(ref to, ref left, tapStep, round);
            var to2 = Next(ref to, ref left, tapStep, round);
            var to3 = Next(ref to, ref left, tapStep, round);
            Next(ref to, ref left, tapStep, round);
            Block.Transpose(TStored.Four(w, from + f), TStored.Four(w, from + columnStep + f), TStored.Four(w, from + 2 * columnStep + f), TStored.Four(w,
                from + 3 * columnStep + f),
                to0, to1, to2, to3);
        }

        for (; f < count; f++)
        {
            (to[0], to[1], to[2], to[3]) = (TStored.One(w, from + f), TStored.One(w, from + columnStep + f), TStored.One(w, from + 2 * columnStep + f),
                TStored.One(w, from + 3 * columnStep + f));
            Next(ref to, ref left, tapStep, round);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly float* Next(ref float* to, ref int left, nint tapStep, nint round)
    {
        to += tapStep;
        if (--left == 0)
        {
            left = taps.KernelSize;
            to -= round;
        }

        return to;
    }

    /// <summary>The used taps of one channel, one element at a time.</summary>
    private readonly void Pick(nint from, int columns, int channels, float* to, nint panel)
    {
        for (var t = 0; t < taps.Count; t++, to += channels * panel)
        {
            for (var j = 0; j < columns; j++)
            {
                to[j] = TStored.One(w, from + j * columnStep + taps.PlaceOf[t]);
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
