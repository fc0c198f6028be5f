using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lora.Imaging.Jpeg;

/// <summary>What a frame's components are.</summary>
internal enum JpegColourSpace { Grey, Rgb, Ycc, Cmyk, Ycck }

/// <summary>
/// From a frame's components to RGB. YCbCr is JFIF's (BT.601, full range) in libjpeg's 16-bit fixed point. Four inks are stored inverted, as Adobe does and
/// every reader takes for granted, and become red = (255 - C)(255 - K) / 255 and so on, as in Pillow: no printer's profile has a say.
/// </summary>
internal static class JpegColours
{
    private const int Half = 1 << 15;

    // 1.402, 0.34414, 0.71414 and 1.772, times 2^16
    private const int RedOfCr = 91881, GreenOfCb = -22554, GreenOfCr = -46802, BlueOfCb = 116130;

    /// <summary>Rows from the top, three bytes a pixel, as stored.</summary>
    /// <param name="frame">Decoded.</param>
    /// <param name="space">As many components as the frame has.</param>
    public static byte[] ToRgb(JpegFrame frame, JpegColourSpace space)
    {
        int width = frame.SamplesWide, height = frame.SamplesHigh;
        var pixels = SpentPixels.Take(width * height * 3);
        Bands.Run(height, pixels.LongLength, (from, to) =>
        {
            var channels = frame.Components.Select(c => new ChromaUpsampler(c, frame)).ToArray();
            for (var y = from; y < to; y++)
            {
                Row(channels, space, y, pixels.AsSpan(y * width * 3, width * 3));
            }
        });
        return pixels;
    }

    private static void Row(ChromaUpsampler[] channels, JpegColourSpace space, int y, Span<byte> output)
    {
        var first = channels[0].Row(y);
        switch (space)
        {
            case JpegColourSpace.Grey:
                Interleave(first, first, first, output);
                break;
            case JpegColourSpace.Rgb or JpegColourSpace.Cmyk:
                Interleave(first, channels[1].Row(y), channels[2].Row(y), output);
                break;
            default:
                FromYcc(first, channels[1].Row(y), channels[2].Row(y), output);
                break;
        }

        if (channels.Length == 4)
        {
            // YCC of YCCK is the picture without black; stored inks are the complements of what Adobe means, so 255 is no ink
            Darken(channels[3].Row(y), inverted: space == JpegColourSpace.Ycck, output);
        }
    }

    private static void Interleave(ReadOnlySpan<byte> r, ReadOnlySpan<byte> g, ReadOnlySpan<byte> b, Span<byte> output)
    {
        for (int x = 0, to = 0; to < output.Length; x++, to += 3)
        {
            (output[to], output[to + 1], output[to + 2]) = (r[x], g[x], b[x]);
        }
    }

    private static void FromYcc(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blue, ReadOnlySpan<byte> red, Span<byte> output)
    {
        var x = 0;
        if (Vector256.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            // sixteen bytes are written for twelve, and then written over: not behind the end
            for (; x * 3 + 28 <= output.Length && x + 8 <= luma.Length; x += 8)
            {
                FromYcc(luma, blue, red, x, output[(x * 3)..]);
            }
        }

        for (var to = x * 3; to < output.Length; x++, to += 3)
        {
            int y = luma[x], cb = blue[x] - 128, cr = red[x] - 128;
            output[to] = Clip(y + ((RedOfCr * cr + Half) >> 16));
            output[to + 1] = Clip(y + ((GreenOfCb * cb + GreenOfCr * cr + Half) >> 16));
            output[to + 2] = Clip(y + ((BlueOfCb * cb + Half) >> 16));
        }
    }

    /// <summary>Eight pixels, and four bytes of nothing behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FromYcc(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blue, ReadOnlySpan<byte> red, int x, Span<byte> output)
    {
        var half = Vector256.Create(Half);
        Vector256<int> y = Widen(luma, x), cb = Widen(blue, x) - Vector256.Create(128), cr = Widen(red, x) - Vector256.Create(128);
        var r = Clip(y + ((cr * RedOfCr + half) >> 16));
        var g = Clip(y + ((cb * GreenOfCb + cr * GreenOfCr + half) >> 16));
        var b = Clip(y + ((cb * BlueOfCb + half) >> 16));
        var pixels = (r | g << 8 | b << 16).AsByte();
        var places = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);
        Vector128.Shuffle(pixels.GetLower(), places).CopyTo(output);
        Vector128.Shuffle(pixels.GetUpper(), places).CopyTo(output[12..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(ReadOnlySpan<byte> samples, int x) =>
        Vector256.WidenLower(Vector256.WidenLower(Vector256.CreateScalarUnsafe(BitConverter.ToUInt64(samples.Slice(x, 8))).AsByte())).AsInt32();

    private static Vector256<int> Clip(Vector256<int> levels) => Vector256.Max(Vector256.Min(levels, Vector256.Create(255)), default);

    private static void Darken(ReadOnlySpan<byte> black, bool inverted, Span<byte> output)
    {
        for (int x = 0, to = 0; to < output.Length; x++)
        {
            int light = black[x];
            for (var end = to + 3; to < end; to++)
            {
                var ink = (inverted ? output[to] : 255 - output[to]) * light + 128;
                output[to] = (byte)(light - ((ink + (ink >> 8)) >> 8));
            }
        }
    }

    private static byte Clip(int value) => (byte)Math.Clamp(value, 0, 255);
}
