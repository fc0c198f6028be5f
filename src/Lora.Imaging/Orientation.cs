namespace Lora.Imaging;

/// <summary>Turns and mirrors a picture upright. EXIF, tag 0x0112: 1 upright, 2 mirrored, 3 half turn, 4 flipped, 5-8 the same across the diagonal.</summary>
internal static class Orientation
{
    public static DecodedImage Upright(DecodedImage image, int orientation)
    {
        if (orientation is < 2 or > 8)
        {
            return image;
        }

        int w = image.Width, h = image.Height, n = image.Channels;
        var (outW, outH) = orientation >= 5 ? (h, w) : (w, h);
        var pixels = new byte[image.Pixels.Length];
        for (int y = 0, to = 0; y < outH; y++)
        {
            for (var x = 0; x < outW; x++, to += n)
            {
                var (sx, sy) = orientation switch
                {
                    2 => (w - 1 - x, y),
                    3 => (w - 1 - x, h - 1 - y),
                    4 => (x, h - 1 - y),
                    5 => (y, x),
                    6 => (y, h - 1 - x),
                    7 => (w - 1 - y, h - 1 - x),
                    _ => (w - 1 - y, x),
                };
                image.Pixels.AsSpan((sy * w + sx) * n, n).CopyTo(pixels.AsSpan(to));
            }
        }
        return new(outW, outH, n, pixels);
    }
}
