using System.Text;

namespace Lora.Imaging.Tests;

public sealed class ManagedCodecTests
{
    private static readonly ManagedCodec Codec = new();

    public static TheoryData<string> DecodeFiles => [.. Fixture.All("decode.json").Select(f => f.File)];

    [Theory, MemberData(nameof(DecodeFiles))]
    public void ReferenceFile_GivesTheReferencePixels(string file)
    {
        var expected = Fixture.All("decode.json").Single(f => f.File == file);
        var image = Codec.Decode(expected.Bytes);
        Assert.Equal((expected.Size[0], expected.Size[1], expected.Channels), (image.Width, image.Height, image.Channels));
        Assert.Equal(expected.Sha256, Fixture.Hash(image.Pixels));
        if (expected.White is not null)
        {
            Assert.Equal(expected.White, Fixture.Hash(image.OverWhite().Pixels));
        }

        var info = Codec.Probe(expected.Bytes);
        Assert.Equal((image.Width, image.Height), (info.Width, info.Height));
    }

    [Theory]
    [InlineData("RIFF\u0010\0\0\0WEBPVP8 ", "WebP")]
    [InlineData("GIF89a\u0001\0\u0001\0", "GIF")]
    [InlineData("\0\0\0\u0018ftypavif", "AVIF")]
    [InlineData("\0\0\0\u0018ftypheic", "HEIC")]
    [InlineData("\0\0\0\fJXL \r\n", "JPEG XL")]
    [InlineData("II*\0\u0008\0\0\0", "TIFF")]
    [InlineData("8BPS\0\u0001", "Photoshop")]
    [InlineData("<svg xmlns='x'/>", "SVG")]
    [InlineData("P6\n1 1 255\n", "Netpbm")]
    public void UnsupportedFormat_IsNamed(string head, string name)
    {
        var error = Assert.Throws<ImageFormatException>(() => Codec.Decode(Encoding.Latin1.GetBytes(head)));
        Assert.True(error.IsUnsupported);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Throws<ImageFormatException>(() => Codec.Probe(Encoding.Latin1.GetBytes(head)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1critter, round body")]
    [InlineData("<!DOCTYPE html><html></html>")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public void NoPicture_IsAnError(string content)
    {
        var error = Assert.Throws<ImageFormatException>(() => Codec.Decode(Encoding.Latin1.GetBytes(content)));
        Assert.False(error.IsUnsupported);
    }
}
