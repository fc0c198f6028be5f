namespace Lora.Imaging;

/// <summary>An opaque picture: rows from the top, interleaved R, G, B, 8 bits each.</summary>
public sealed class Rgb24Image
{
    public Rgb24Image(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (pixels.LongLength != (long)width * height * 3)
        {
            throw new ArgumentException("Pixels do not fit the size.", nameof(pixels));
        }

        (Width, Height, Pixels) = (width, height, pixels);
    }

    /// <summary>A black picture.</summary>
    public Rgb24Image(int width, int height) : this(width, height, new byte[checked(width * height * 3)]) { }

    public int Width { get; }
    public int Height { get; }
    public byte[] Pixels { get; }

    public Span<byte> Row(int y) => Pixels.AsSpan(y * Width * 3, Width * 3);

    /// <summary>A copy of the rectangle, which must lie inside.</summary>
    public Rgb24Image Crop(int left, int top, int width, int height)
    {
        if (left < 0 || top < 0 || width < 1 || height < 1 || left > Width - width || top > Height - height)
        {
            throw new ArgumentOutOfRangeException(nameof(left), $"The box {left},{top} {width}x{height} is not inside {Width}x{Height}.");
        }

        var result = new Rgb24Image(width, height);
        for (var y = 0; y < height; y++)
        {
            Row(top + y).Slice(left * 3, width * 3).CopyTo(result.Row(y));
        }

        return result;
    }

    /// <summary>A copy with left and right exchanged.</summary>
    public Rgb24Image Mirrored()
    {
        var result = new Rgb24Image(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            var from = Row(y);
            var to = result.Row(y);
            for (var x = 0; x < Width; x++)
            {
                from.Slice(x * 3, 3).CopyTo(to[((Width - 1 - x) * 3)..]);
            }
        }

        return result;
    }

    /// <summary>Copies <paramref name="source"/> to (left, top); it must fit.</summary>
    public void Paste(Rgb24Image source, int left, int top)
    {
        if (left < 0 || top < 0 || left > Width - source.Width || top > Height - source.Height)
        {
            throw new ArgumentOutOfRangeException(nameof(left), $"{source.Width}x{source.Height} at {left},{top} is not inside {Width}x{Height}.");
        }

        for (var y = 0; y < source.Height; y++)
        {
            source.Row(y).CopyTo(Row(top + y)[(left * 3)..]);
        }
    }
}
