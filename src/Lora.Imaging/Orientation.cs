namespace Lora.Imaging;

/// <summary>Turns and mirrors a picture upright. EXIF, tag 0x0112: 1 upright, 2 mirrored, 3 half turn, 4 flipped, 5-8 the same across the diagonal.</summary>
internal static class Orientation
{
    private const int Square = 32;

    /// <param name="pixels">As stored; they are given away.</param>
    /// <param name="info">The upright size, and the orientation to undo.</param>
    /// <param name="channels">Bytes a pixel.</param>
    /// <param name="shrink">Pixels of the file along a side of one of these.</param>
    public static DecodedImage Upright(byte[] pixels, ImageInfo info, int channels, int shrink = 1)
    {
        if (info.Orientation is < 2 or > 8)
        {
            return new(info, channels, pixels, shrink);
        }

        var upright = new DecodedImage(info, channels, SpentPixels.Take(pixels.Length), shrink);
        var (w, h) = info.Orientation >= 5 ? (upright.Height, upright.Width) : (upright.Width, upright.Height);
        // where the pixel right of another and the one below it lie in the stored picture
        var (first, across, down) = info.Orientation switch
        {
            2 => (w - 1, -1, w),
            3 => (w * h - 1, -1, -w),
            4 => (w * (h - 1), 1, -w),
            5 => (0, w, 1),
            6 => (w * (h - 1), -w, 1),
            7 => (w * h - 1, -w, -1),
            _ => (w - 1, w, -1),
        };
        Bands.Run(upright.Height, pixels.LongLength, (from, to) =>
            Turn(pixels, upright, first * channels, across * channels, down * channels, from, to));
        SpentPixels.Give(pixels);
        return upright;
    }

    /// <summary>In squares, so that rows of one picture and columns of the other both stay in the cache.</summary>
    private static void Turn(byte[] pixels, DecodedImage upright, int first, int across, int down, int top, int bottom)
    {
        var channels = upright.Channels;
        for (; top < bottom; top += Square)
        {
            for (var left = 0; left < upright.Width; left += Square)
            {
                var right = Math.Min(left + Square, upright.Width);
                for (var y = top; y < Math.Min(top + Square, bottom); y++)
                {
                    int from = first + y * down + left * across, to = (y * upright.Width + left) * channels;
                    for (var x = left; x < right; x++, from += across, to += channels)
                    {
                        for (var c = 0; c < channels; c++)
                        {
                            upright.Pixels[to + c] = pixels[from + c];
                        }
                    }
                }
            }
        }
    }
}
