using FsCheck;
using FsCheck.Fluent;

namespace Lora.Imaging.Tests.Png;

public sealed class PngEncoderTests
{
    private static readonly ManagedCodec Codec = new();

    [Fact]
    public void AnyPicture_ComesBackFromItsFile()
    {
        var pictures = from width in Gen.Choose(1, 40)
                       from height in Gen.Choose(1, 24)
                       from pixels in Gen.Choose(0, 255).ArrayOf(width * height * 3)
                       select new Rgb24Image(width, height, [.. pixels.Select(p => (byte)p)]);
        var property = Prop.ForAll(pictures.ToArbitrary(), image =>
        {
            DecodedImage[] back = [Codec.Decode(Codec.EncodePng(image)), Codec.Decode(Codec.EncodePng(image, PngEffort.Fast))];
            return Array.TrueForAll(back, one => one.Channels == 3 && one.Width == image.Width && one.Pixels.AsSpan().SequenceEqual(image.Pixels));
        });
        Check.One(Config.QuickThrowOnFailure.WithReplay(1, 3), property);
    }

    [Theory]
    [InlineData("parameters", "a cat, best\nNegative prompt: dog\nSteps: 20", "tEXt")]
    [InlineData("parameters", "Größe", "tEXt")]
    [InlineData("parameters", "魔物 🐉", "iTXt")]
    [InlineData("Comment", "", "tEXt")]
    public void Text_ComesBack(string keyword, string text, string chunk)
    {
        var file = Codec.EncodePng(new Rgb24Image(2, 2), new PngText(keyword, text));
        Assert.Equal([new PngText(keyword, text)], PngText.ReadAll(file));
        Assert.True(file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(chunk)) > 0);
        Assert.Equal(2, Codec.Decode(file).Width);
    }

    [Fact]
    public void SamePicture_SameBytes()
    {
        var image = Codec.Decode(Fixture.Read("png/ct2-bd8-plain.png")).Opaque();
        Assert.Equal(Codec.EncodePng(image), Codec.EncodePng(image));
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("k", "a\0b")]
    public void ImpossibleText_IsRefused(string keyword, string text) =>
        Assert.Throws<ArgumentException>(() => Codec.EncodePng(new Rgb24Image(1, 1), new PngText(keyword, text)));
}
