using Lora.Imaging.Resample;

namespace Lora.Imaging;

/// <summary>Pictures of other sizes. The same bytes whatever the number of threads and the width of the processor's registers.</summary>
public static class Resizer
{
    /// <summary>Algorithm version for stage keys: another number means that pixels may differ.</summary>
    public const string Version = "resize-2";

    /// <summary>A picture of <paramref name="width"/> x <paramref name="height"/> pixels. One of the same size is the picture itself.</summary>
    public static Rgb24Image Resize(Rgb24Image source, int width, int height, Interpolation how)
    {
        Check(width, height);
        return (width, height) == (source.Width, source.Height) ? source : Picture(how.To(Samples(source), width, height));
    }

    /// <summary>As <see cref="Resize(Rgb24Image, int, int, Interpolation)"/> of a part of the picture.</summary>
    public static Rgb24Image Resize(Rgb24Image source, SourceBox box, int width, int height, WindowInterpolation how)
    {
        Check(width, height);
        if (!(box.Left >= 0 && box.Top >= 0 && box.Right <= source.Width && box.Bottom <= source.Height && box.Left < box.Right && box.Top < box.Bottom))
        {
            throw new ArgumentOutOfRangeException(nameof(box), $"{box} is not inside {source.Width}x{source.Height}.");
        }

        return Picture(how.To(Samples(source), box, width, height));
    }

    /// <summary>With alpha: what cannot be seen does not colour what can.</summary>
    public static DecodedImage Resize(DecodedImage source, int width, int height, Interpolation how)
    {
        Check(width, height);
        if ((width, height) == (source.Width, source.Height))
        {
            return source;
        }

        var samples = new Samples(source.Width, source.Height, source.Channels, source.Pixels);
        var result = source.Channels == 4
            ? Premultiplied.Straight(how.To(Premultiplied.From(samples), width, height))
            : how.To(samples, width, height);
        return new(source.Info with { Width = width, Height = height }, source.Channels, result.Pixels);
    }

    /// <inheritdoc cref="Interpolations.PillowLanczos"/>
    public static Rgb24Image Lanczos(Rgb24Image source, int width, int height) => Resize(source, width, height, Interpolations.PillowLanczos);

    /// <summary>Means of blocks of <paramref name="across"/> x <paramref name="down"/> pixels; at the right and lower edge they may be less.</summary>
    public static Rgb24Image Reduce(Rgb24Image source, int across, int down)
    {
        Check(across, down);
        return Picture(BlockReduce.Reduce(Samples(source), across, down));
    }

    private static Samples Samples(Rgb24Image image) => new(image.Width, image.Height, 3, image.Pixels);

    private static Rgb24Image Picture(Samples samples) => new(samples.Width, samples.Height, samples.Pixels);

    private static void Check(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
    }
}
