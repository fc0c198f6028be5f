namespace Lora.Imaging.Jpeg;

/// <summary>From a frame's components to RGB. YCbCr is JFIF's (BT.601, full range) in libjpeg's 16-bit fixed point.</summary>
internal static class JpegColours
{
    private const int Half = 1 << 15;

    /// <summary>Rows from the top, three bytes a pixel, as stored.</summary>
    /// <param name="frame">Decoded.</param>
    /// <param name="isRgb">The three components are R, G, B already.</param>
    public static byte[] ToRgb(JpegFrame frame, bool isRgb)
    {
        var channels = frame.Components.Select(c => new ChromaUpsampler(c, frame)).ToArray();
        var pixels = new byte[frame.Width * frame.Height * 3];
        for (var y = 0; y < frame.Height; y++)
        {
            var output = pixels.AsSpan(y * frame.Width * 3, frame.Width * 3);
            var first = channels[0].Row(y);
            if (channels.Length == 1)
            {
                Interleave(first, first, first, output);
            }
            else if (isRgb)
            {
                Interleave(first, channels[1].Row(y), channels[2].Row(y), output);
            }
            else
            {
                FromYcc(first, channels[1].Row(y), channels[2].Row(y), output);
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

    private static byte Clip(int value) => (byte)Math.Clamp(value, 0, 255);
}
