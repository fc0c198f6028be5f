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

    /// <summary>Rows from the top, three bytes a pixel, as stored.</summary>
    /// <param name="frame">Decoded.</param>
    /// <param name="space">As many components as the frame has.</param>
    public static byte[] ToRgb(JpegFrame frame, JpegColourSpace space)
    {
        var channels = frame.Components.Select(c => new ChromaUpsampler(c, frame)).ToArray();
        var pixels = new byte[frame.Width * frame.Height * 3];
        for (var y = 0; y < frame.Height; y++)
        {
            var output = pixels.AsSpan(y * frame.Width * 3, frame.Width * 3);
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
        return pixels;
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
        for (int x = 0, to = 0; to < output.Length; x++, to += 3)
        {
            int y = luma[x], cb = blue[x] - 128, cr = red[x] - 128;
            // 1.402, 0.34414, 0.71414 and 1.772, times 2^16
            output[to] = Clip(y + ((91881 * cr + Half) >> 16));
            output[to + 1] = Clip(y + ((-22554 * cb - 46802 * cr + Half) >> 16));
            output[to + 2] = Clip(y + ((116130 * cb + Half) >> 16));
        }
    }

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
