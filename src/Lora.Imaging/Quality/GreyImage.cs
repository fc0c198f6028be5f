namespace Lora.Imaging;

/// <summary>One plane of 8 bits, rows from the top: what the measures of quality look at.</summary>
public sealed class GreyImage
{
    public GreyImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (pixels.LongLength != (long)width * height)
        {
            throw new ArgumentException("Pixels do not fit the size.", nameof(pixels));
        }

        (Width, Height, Pixels) = (width, height, pixels);
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] Pixels { get; }

    public ReadOnlySpan<byte> Row(int y) => Pixels.AsSpan(y * Width, Width);

    /// <summary>BT.601 luma with the roundings of OpenCV 4's <c>cvtColor(RGB2GRAY)</c>, 15-bit fixed point.</summary>
    public static GreyImage OpenCv(Rgb24Image image) => Of(image, 9798, 19235, 3735, 15);

    /// <summary>BT.601 luma with the roundings of Pillow's <c>convert("L")</c>, 16-bit fixed point: what ImageHash's hashes are made from.</summary>
    public static GreyImage Pillow(Rgb24Image image) => Of(image, 19595, 38470, 7471, 16);

    /// <summary>A copy of the rectangle, which must lie inside.</summary>
    public GreyImage Crop(int left, int top, int width, int height)
    {
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            Row(top + y).Slice(left, width).CopyTo(pixels.AsSpan(y * width));
        }

        return new(width, height, pixels);
    }

    /// <summary>Population standard deviation, in levels.</summary>
    public double Deviation()
    {
        long sum = 0, squares = 0;
        foreach (var level in Pixels)
        {
            sum += level;
            squares += level * level;
        }

        return Math.Sqrt(new Moments(Pixels.LongLength, sum, squares).Variance);
    }

    private static GreyImage Of(Rgb24Image image, int red, int green, int blue, int bits)
    {
        var grey = new byte[image.Width * image.Height];
        var rgb = image.Pixels;
        var half = 1 << (bits - 1);
        for (int to = 0, from = 0; to < grey.Length; to++, from += 3)
        {
            grey[to] = (byte)((red * rgb[from] + green * rgb[from + 1] + blue * rgb[from + 2] + half) >> bits);
        }

        return new(image.Width, image.Height, grey);
    }
}
