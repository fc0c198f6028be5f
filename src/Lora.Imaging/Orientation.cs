namespace Lora.Imaging;

/// <summary>Turns and mirrors a picture upright. EXIF, tag 0x0112: 1 upright, 2 mirrored, 3 half turn, 4 flipped, 5-8 the same across the diagonal.</summary>
internal static class Orientation
{
    /// <param name="pixels">As stored.</param>
    /// <param name="info">The upright size, and the orientation to undo.</param>
    /// <param name="channels">Bytes a pixel.</param>
    public static DecodedImage Upright(byte[] pixels, ImageInfo info, int channels)
    {
        if (info.Orientation is < 2 or > 8)
        {
            return new(info, channels, pixels);
        }

        var (outW, outH) = (info.Width, info.Height);
        var (w, h) = info.Orientation >= 5 ? (outH, outW) : (outW, outH);
        var upright = new byte[pixels.Length];
        for (int y = 0, to = 0; y < outH; y++)
        {
            for (var x = 0; x < outW; x++, to += channels)
            {
                var (sx, sy) = info.Orientation switch
                {
                    2 => (w - 1 - x, y),
                    3 => (w - 1 - x, h - 1 - y),
                    4 => (x, h - 1 - y),
                    5 => (y, x),
                    6 => (y, h - 1 - x),
                    7 => (w - 1 - y, h - 1 - x),
                    _ => (w - 1 - y, x),
                };
                pixels.AsSpan((sy * w + sx) * channels, channels).CopyTo(upright.AsSpan(to));
            }
        }
        return new(info, channels, upright);
    }
}
