using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lora.Imaging.Resample.Taps;

/// <summary>
/// The sums of <see cref="AreaMap"/>'s shares. A product is rounded before it is added, and each sample's sum goes on from the last: registers hold other
/// samples, never parts of one sum, so that every width gives the same.
/// </summary>
internal static class AreaSum
{
    /// <summary>A row at the output's width.</summary>
    /// <param name="input">Interleaved, <paramref name="channels"/> bytes a pixel.</param>
    public static void Across(ReadOnlySpan<byte> input, int channels, AreaMap map, Span<float> output)
    {
        var width = output.Length / channels;
        for (var x = 0; x < width; x++)
        {
            var shares = map.Shares(x);
            var window = input[(map.Start(x) * channels)..];
            var to = output[(x * channels)..];
            var sums = Pixel(window, channels, shares);
            if (to.Length >= 4)
            {
                // the fourth is the next pixel's, which comes later
                sums.CopyTo(to);
                continue;
            }

            for (var c = 0; c < channels; c++)
            {
                to[c] = sums.GetElement(c);
            }
        }
    }

    /// <summary>Adds a row's samples times their share.</summary>
    public static void Add(ReadOnlySpan<float> row, float share, Span<float> sums)
    {
        var factor = new Vector<float>(share);
        var from = MemoryMarshal.Cast<float, Vector<float>>(row);
        var to = MemoryMarshal.Cast<float, Vector<float>>(sums);
        for (var i = 0; i < from.Length && i < to.Length; i++)
        {
            to[i] += from[i] * factor;
        }

        for (var x = from.Length * Vector<float>.Count; x < row.Length; x++)
        {
            sums[x] += row[x] * share;
        }
    }

    /// <summary>To the nearest level, a half to the even one.</summary>
    public static void Store(ReadOnlySpan<float> sums, Span<byte> row)
    {
        var x = 0;
        for (; x <= row.Length - Vector128<byte>.Count; x += Vector128<byte>.Count)
        {
            var four = MemoryMarshal.Cast<float, Vector128<float>>(sums.Slice(x, Vector128<byte>.Count));
            var low = Vector128.NarrowWithSaturation(Level(four[0]), Level(four[1]));
            var high = Vector128.NarrowWithSaturation(Level(four[2]), Level(four[3]));
            Vector128.NarrowWithSaturation(low.AsUInt16(), high.AsUInt16()).CopyTo(row[x..]);
        }

        for (; x < row.Length; x++)
        {
            row[x] = (byte)Math.Clamp(MathF.Round(sums[x]), 0, 255);
        }
    }

    private static Vector128<int> Level(Vector128<float> sums) =>
        Vector128.ConvertToInt32(Vector128.Max(Vector128.Min(Vector128.Round(sums), Vector128.Create(255f)), default));

    /// <summary>The sums of up to four channels of one pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Pixel(ReadOnlySpan<byte> window, int channels, ReadOnlySpan<float> shares)
    {
        var sums = Vector128<float>.Zero;
        var i = 0;
        // four bytes are read for three: not behind the last pixel of all
        for (var at = 0; i < shares.Length && at + 4 <= window.Length; i++, at += channels)
        {
            var four = Vector128.CreateScalarUnsafe(MemoryMarshal.Read<uint>(window[at..])).AsByte();
            sums += Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(four)).AsInt32()) * Vector128.Create(shares[i]);
        }

        for (; i < shares.Length; i++)
        {
            var last = Vector128<float>.Zero;
            for (var c = 0; c < channels; c++)
            {
                last = last.WithElement(c, window[i * channels + c]);
            }

            sums += last * Vector128.Create(shares[i]);
        }

        return sums;
    }
}
