using System.Text;

namespace Lora.Vocabulary.Tests;

public sealed class ImageFormatsTests
{
    [Theory]
    [InlineData("\u0089PNG\r\n\u001a\n\0\0", "PNG")]
    [InlineData("\u00FF\u00D8\u00FF\u00E0", "JPEG")]
    [InlineData("BM............\u0028\0\0\0", "BMP")]
    [InlineData("RIFF....WEBPVP8L", "WebP")]
    [InlineData("RIFF....WAVEfmt ", null)]
    [InlineData("GIF89a", "GIF")]
    [InlineData("II*\0", "TIFF")]
    [InlineData("....ftypavif", "AVIF")]
    [InlineData("....ftypheic", "HEIC")]
    [InlineData("....ftypmp42", null)]
    [InlineData("\u00FF\n", "JPEG XL")]
    [InlineData("....JXL ", "JPEG XL")]
    [InlineData("....jP  ", "JPEG 2000")]
    [InlineData("8BPS", "Photoshop")]
    [InlineData("\0\0\u0001\0\u0001\0", "Windows icon")]
    [InlineData("P6\n2 2\n255\n", "Netpbm")]
    [InlineData("P6 # made by", "Netpbm")]
    [InlineData("P6 is a picture", null)]
    [InlineData("BMW, a car on a road", null)]
    [InlineData("<?xml version='1.0'?>\n<svg/>", "SVG")]
    [InlineData("\u00EF\u00BB\u00BF <svg/>", "SVG")]
    [InlineData("<?xml version='1.0'?>\n<html/>", null)]
    [InlineData("....TRUEVISION-XFILE.\0", "TGA")]
    [InlineData("\0\0\u0002\0\0\0\0\0\0\0\0\0\u0001\0\u0001\0\u0018\0", "TGA")]
    [InlineData("\0\u0001\u0009\0\0\u0010\0\u0018\0\0\0\0\u0001\0\u0001\0\u0008\u0020", "TGA")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", null)]
    [InlineData("II*\0\u0010\0\0\0CR\u0002\0", "camera raw")]
    [InlineData("PK\u0003\u0004", null)]
    [InlineData("1girl, smile", null)]
    [InlineData("", null)]
    public void Format_IsToldByItsBytes(string bytes, string? format) => Assert.Equal(format, ImageFormats.Sniff(Encoding.Latin1.GetBytes(bytes))?.Name);

    [Theory]
    [InlineData(".JPG", "JPEG")]
    [InlineData(".tiff", "TIFF")]
    [InlineData(".txt", null)]
    [InlineData("", null)]
    public void Format_IsToldByItsExtension(string extension, string? format) => Assert.Equal(format, ImageFormats.OfExtension(extension)?.Name);

    [Fact]
    public void Extensions_BelongToOneFormat() =>
        Assert.Equal(ImageFormats.All.Sum(format => format.Extensions.Count), ImageFormats.All.SelectMany(format => format.Extensions).Distinct().Count());
}
