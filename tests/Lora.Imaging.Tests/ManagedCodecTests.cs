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
            Assert.Equal(expected.White, Fixture.Hash(image.Opaque(new(255, 255, 255)).Pixels));
        }

        Assert.Equal(image.Info, Codec.Probe(expected.Bytes));
    }

    [Theory]
    [InlineData("GIF89a\u0001\0\u0001\0", "GIF")]
    [InlineData("\0\0\0\u0018ftypavif", "AVIF")]
    [InlineData("\0\0\0\u0018ftypheic", "HEIC")]
    [InlineData("\0\0\0\fJXL \r\n", "JPEG XL")]
    [InlineData("II+\0\u0008\0\0\0", "BigTIFF")]
    [InlineData("8BPS\0\u0001", "Photoshop")]
    [InlineData("<svg xmlns='x'/>", "SVG")]
    [InlineData("P6\n1 1 255\n", "Netpbm")]
    public void UnsupportedFormat_IsNamed(string head, string name)
    {
        var error = Assert.Throws<ImageFormatException>(() => Codec.Decode(Encoding.Latin1.GetBytes(head)));
        Assert.Equal(ImageProblem.Unsupported, error.Problem);
        Assert.Matches($"{name}.*(makes a PNG of one|writes an ordinary one)", error.Message);
        Assert.Throws<ImageFormatException>(() => Codec.Probe(Encoding.Latin1.GetBytes(head)));
    }

    [Theory]
    [InlineData("", ImageProblem.Empty)]
    [InlineData("1critter, round body", ImageProblem.NotAPicture)]
    [InlineData("<!DOCTYPE html><html></html>", ImageProblem.NotAPicture)]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", ImageProblem.NotAPicture)]
    [InlineData("\u0089PNG\r\n\u001A\n", ImageProblem.Damaged)]
    [InlineData("\u0089PNG\r\n\u001A\n\0\0\0\rIHDR\u00FF\0\0\u0001\u00FF\0\0\u0001\u0008\u0002\0\0\0\u00E4\u00D6\u00D3\u0033", ImageProblem.TooLarge)]
    [InlineData("\u00FF\u00D8\u00FF\u00D9", ImageProblem.Damaged)]
    public void NoPicture_IsAnErrorOfItsKind(string content, ImageProblem problem)
    {
        var file = Encoding.Latin1.GetBytes(content);
        Assert.Equal(problem, Assert.Throws<ImageFormatException>(() => Codec.Decode(file)).Problem);
        Assert.Equal(problem, Assert.Throws<ImageFormatException>(() => Codec.Probe(file)).Problem);
    }

    [Fact]
    public void ContentDecides_WhateverTheName()
    {
        Assert.Equal("PNG", Codec.Probe(Fixture.Read("png/ct2-bd8-plain.png")).Format);
        Assert.Equal("JPEG", Codec.Decode(Fixture.Read("jpeg/420-baseline.jpg")).Info.Format);
        Assert.Equal("TIFF", Codec.Probe(Fixture.Read("tiff/rgb-raw.tif")).Format);
        Assert.Equal("TGA", Codec.Probe(Fixture.Read("tga/rgb.tga")).Format);
        Assert.Equal("BMP", Codec.Probe(Fixture.Read("bmp/rgb24.bmp")).Format);
    }
}
