namespace Lora.Imaging.Resample;

/// <summary>Rows from the top of interleaved 8-bit samples: what interpolations work on, each channel by itself.</summary>
/// <param name="Pixels"><see cref="Height"/> rows of <see cref="Stride"/> bytes.</param>
internal readonly record struct Samples(int Width, int Height, int Channels, byte[] Pixels)
{
    /// <summary>All zero.</summary>
    public Samples(int width, int height, int channels) : this(width, height, channels, new byte[checked(width * height * channels)]) { }

    /// <summary>Bytes of a row.</summary>
    public int Stride => Width * Channels;

    public Span<byte> Row(int y) => Pixels.AsSpan(y * Stride, Stride);
}
