namespace Lora.Imaging;

/// <summary>What a codec gives: rows from the top, interleaved R, G, B or R, G, B, A (straight alpha), 8 bits each.</summary>
public sealed class DecodedImage : IDisposable
{
    /// <param name="shrink">See <see cref="Shrink"/>.</param>
    public DecodedImage(ImageInfo info, int channels, byte[] pixels, int shrink = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(info.Width, nameof(info));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(info.Height, nameof(info));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shrink);
        (Info, Channels, Pixels, Shrink) = (info, channels, pixels, shrink);
        if (channels is not (3 or 4) || pixels.LongLength != (long)Width * Height * channels)
        {
            throw new ArgumentException("Pixels do not fit the size.", nameof(pixels));
        }
    }

    /// <summary>Of the file, whatever <see cref="Shrink"/>.</summary>
    public ImageInfo Info { get; }

    /// <summary>Pixels of the file along a side of one that is here: 1 where nothing was shrunk on loading.</summary>
    public int Shrink { get; }

    public int Width => (Info.Width + Shrink - 1) / Shrink;
    public int Height => (Info.Height + Shrink - 1) / Shrink;

    /// <summary>3, or 4 where the file can have transparency.</summary>
    public int Channels { get; }

    public byte[] Pixels { get; private set; }

    /// <summary>
    /// Leaves the memory of the pixels to the next picture. Only for who is the last to hold them, and what <see cref="Opaque"/> shares with them; without it
    /// they go as all other memory.
    /// </summary>
    public void Dispose()
    {
        if (Pixels.Length > 0)
        {
            SpentPixels.Give(Pixels);
            Pixels = [];
        }
    }

    /// <summary>Without alpha: composited over a colour, rounded to the nearest level. A picture without alpha shares its pixels.</summary>
    /// <param name="background">Null: alpha is dropped, and what lies under transparent pixels is shown, as kohya's scripts load pictures.</param>
    public Rgb24Image Opaque(Rgb? background = null)
    {
        if (Channels == 3)
        {
            return new(Width, Height, Pixels);
        }

        var rgb = new byte[Width * Height * 3];
        Span<byte> behind = background is { } colour ? [colour.R, colour.G, colour.B] : [];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
        {
            int alpha = Pixels[from + 3];
            for (var c = 0; c < 3; c++)
            {
                rgb[to + c] = behind.IsEmpty ? Pixels[from + c] : DivideBy255(Pixels[from + c] * alpha + behind[c] * (255 - alpha));
            }
        }
        return new(Width, Height, rgb);
    }

    private static byte DivideBy255(int value)
    {
        value += 128;
        return (byte)((value + (value >> 8)) >> 8);
    }
}
