using Lora.Imaging.Jpeg;

namespace Lora.Imaging.Tests.Jpeg;

public sealed class JpegEncoderTests
{
    private static readonly ManagedCodec Codec = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(17, 9)]
    [InlineData(64, 48)]
    public void SmoothPicture_ComesBackWithinItsQuality(int width, int height)
    {
        var image = new Rgb24Image(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                (image.Row(y)[x * 3], image.Row(y)[x * 3 + 1], image.Row(y)[x * 3 + 2]) = ((byte)(x * 4), (byte)(255 - y * 5), (byte)(2 * x + 2 * y));
            }
        }

        var decoded = Codec.Decode(JpegEncoder.Encode(image, 95));

        Assert.Equal(("JPEG", width, height), (decoded.Info.Format, decoded.Width, decoded.Height));
        Assert.InRange(image.Pixels.Zip(decoded.Pixels, (before, after) => Math.Abs(before - after)).Max(), 0, 6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(100)]
    public void Noise_IsAWholeFileAtEveryQuality(int quality)
    {
        var image = new Rgb24Image(40, 24);
        new Random(5).NextBytes(image.Pixels);

        var file = JpegEncoder.Encode(image, quality);

        Assert.Equal((40, 24), (Codec.Decode(file).Width, Codec.Decode(file).Height));
        Assert.Equal(quality, JpegQuality.Estimate(file));
        Assert.Equal(file, JpegEncoder.Encode(image, quality));
    }

    [Fact]
    public void Noise_ComesBackAlmostUnchangedAtTheHighestQuality()
    {
        var image = new Rgb24Image(32, 32);
        new Random(6).NextBytes(image.Pixels);
        var decoded = Codec.Decode(JpegEncoder.Encode(image, 100));
        Assert.InRange(image.Pixels.Zip(decoded.Pixels, (before, after) => Math.Abs(before - after)).Average(), 0, 1.5);
    }

    [Fact]
    public void Thumbnail_IsSmallAndKeepsTheShape()
    {
        var thumb = Codec.Decode(Thumbnail.Of(new Rgb24Image(1900, 1000)));
        Assert.Equal((192, 101), (thumb.Width, thumb.Height));
        Assert.Equal((1, 192), Size(Thumbnail.Of(new Rgb24Image(2, 4000))));
        Assert.Equal((30, 20), Size(Thumbnail.Of(new Rgb24Image(30, 20))));

        static (int, int) Size(byte[] file) => (Codec.Probe(file).Width, Codec.Probe(file).Height);
    }
}
