using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lora.Imaging.Resample.Windows;

/// <summary>The sums of <see cref="KernelMap"/>'s weights: whole numbers, so that every register width gives the same.</summary>
internal static class WeightedSum
{
    private const int Half = 1 << (KernelMap.FractionBits - 1);

    /// <summary>A row at the output's width.</summary>
    /// <param name="input">Interleaved, <paramref name="channels"/> bytes a pixel.</param>
    public static void Across(ReadOnlySpan<byte> input, int channels, KernelMap map, Span<byte> output)
    {
        for (var x = 0; x < output.Length / channels; x++)
        {
            var weights = map.Weights(x);
            var window = input[(map.Start(x) * channels)..];
            Store(Pixel(window, channels, weights), output.Slice(x * channels, channels));
        }
    }

    /// <summary>Adds a row's samples times <paramref name="weight"/>.</summary>
    public static void Add(ReadOnlySpan<byte> row, int weight, Span<int> sums)
    {
        var x = 0;
        if (Vector.IsHardwareAccelerated)
        {
            var factor = new Vector<int>(weight);
            var wide = MemoryMarshal.Cast<int, Vector<int>>(sums);
            for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
            {
                Vector.Widen(new Vector<byte>(row[x..]), out var low, out var high);
                Vector.Widen(low, out var first, out var second);
                Vector.Widen(high, out var third, out var fourth);
                var four = wide.Slice(x / Vector<int>.Count, 4);
                four[0] += Vector.AsVectorInt32(first) * factor;
                four[1] += Vector.AsVectorInt32(second) * factor;
                four[2] += Vector.AsVectorInt32(third) * factor;
                four[3] += Vector.AsVectorInt32(fourth) * factor;
            }
        }

        for (; x < row.Length; x++)
        {
            sums[x] += row[x] * weight;
        }
    }

    /// <summary>Sums back to samples: rounded, clipped to 0..255.</summary>
    public static void Store(ReadOnlySpan<int> sums, Span<byte> row)
    {
        var x = 0;
        for (; x <= row.Length - Vector128<byte>.Count; x += Vector128<byte>.Count)
        {
            var four = MemoryMarshal.Cast<int, Vector128<int>>(sums.Slice(x, Vector128<byte>.Count));
            var low = Vector128.NarrowWithSaturation(Rounded(four[0]), Rounded(four[1]));
            var high = Vector128.NarrowWithSaturation(Rounded(four[2]), Rounded(four[3]));
            Vector128.NarrowWithSaturation(Vector128.Max(low, default).AsUInt16(), Vector128.Max(high, default).AsUInt16()).CopyTo(row[x..]);
        }

        for (; x < row.Length; x++)
        {
            row[x] = (byte)Math.Clamp((sums[x] + Half) >> KernelMap.FractionBits, 0, 255);
        }
    }

    private static Vector128<int> Rounded(Vector128<int> sums) => (sums + Vector128.Create(Half)) >> KernelMap.FractionBits;

    /// <summary>The sums of up to four channels of one pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pixel(ReadOnlySpan<byte> window, int channels, ReadOnlySpan<int> weights)
    {
        var sums = Vector128<int>.Zero;
        var i = 0;
        // four bytes are read for three: not behind the last pixel of all
        for (var at = 0; i < weights.Length && at + 4 <= window.Length; i++, at += channels)
        {
            var four = Vector128.CreateScalarUnsafe(MemoryMarshal.Read<uint>(window[at..])).AsByte();
            sums += Vector128.WidenLower(Vector128.WidenLower(four)).AsInt32() * Vector128.Create(weights[i]);
        }

        for (; i < weights.Length; i++)
        {
            var last = Vector128<int>.Zero;
            for (var c = 0; c < channels; c++)
            {
                last = last.WithElement(c, window[i * channels + c]);
            }

            sums += last * Vector128.Create(weights[i]);
        }

        return sums;
    }

    private static void Store(Vector128<int> sums, Span<byte> pixel)
    {
        var rounded = Vector128.Max(Vector128.Min(Rounded(sums), Vector128.Create(255)), default);
        for (var c = 0; c < pixel.Length; c++)
        {
            pixel[c] = (byte)rounded.GetElement(c);
        }
    }
}
