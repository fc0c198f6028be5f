using Lora.Imaging;
using Lora.Vocabulary;

namespace Lora.Dataset.Tests.Images;

public sealed class ImageNameTests
{
    [Theory]
    [InlineData("a/b.png", "PNG", null)]
    [InlineData("a/b.PNG", "JPEG", "PNG")]
    [InlineData("b.jpeg", "JPEG", null)]
    [InlineData("b.Jpg", "PNG", "JPEG")]
    [InlineData("b.webp", "PNG", "WebP")]
    [InlineData("b.jpg_large", "PNG", null)]
    [InlineData("b", "BMP", null)]
    [InlineData(".png", "BMP", "PNG")]
    public void EndingOfAnotherFormat_IsNamed(string path, string found, string? promised) => Assert.Equal(promised, ImageName.OtherFormat(path, found));

    [Fact]
    public void RowsThatAreRead_HaveADecoder() =>
        Assert.Equal(ImageFormats.All.Where(row => row.IsRead).Select(row => row.Name).Order(), ImageFormatCatalog.Names.Order());
}
