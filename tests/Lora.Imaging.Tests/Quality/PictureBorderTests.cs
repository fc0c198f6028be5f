namespace Lora.Imaging.Tests.Quality;

public sealed class PictureBorderTests
{
    [Fact]
    public void PlainBackground_IsNoBorder()
    {
        var image = Noise(100, 80);
        Fill(image, 0, 0, 100, 80, 200);
        image.Paste(Noise(30, 30), 35, 25);
        Assert.Equal(new PictureBorder(0, 0, 0, 0, false), PictureBorder.Of(image));
    }

    [Fact]
    public void LetterboxAroundAPlainBackground_IsTheLetterboxAlone()
    {
        var image = Noise(100, 80);
        Fill(image, 0, 0, 100, 80, 0);
        Fill(image, 0, 10, 100, 58, 200);
        image.Paste(Noise(30, 30), 35, 25);
        Assert.Equal(new PictureBorder(0, 10, 0, 12, false), PictureBorder.Of(image));
    }

    [Fact]
    public void FrameInAFrame_IsFoundWhole()
    {
        var image = new Rgb24Image(90, 90);
        Fill(image, 5, 0, 80, 90, 250);
        image.Paste(Noise(60, 70), 15, 10);
        Assert.Equal(new PictureBorder(15, 10, 15, 10, false), PictureBorder.Of(image));
    }

    [Fact]
    public void OneStripe_HasNoOpposite()
    {
        var border = new PictureBorder(10, 5, 0, 20, false);
        Assert.Equal(0.05, border.Opposite(100, 100));
        Assert.Equal(0, (border with { Top = 0 }).Opposite(100, 100));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(9, 1)]
    public void ThinPictures_HaveNone(int width, int height) => Assert.True(PictureBorder.Of(new Rgb24Image(width, height)).IsFlat);

    private static Rgb24Image Noise(int width, int height)
    {
        var image = new Rgb24Image(width, height);
        new Random(width * height).NextBytes(image.Pixels);
        return image;
    }

    private static void Fill(Rgb24Image image, int left, int top, int width, int height, byte level)
    {
        for (var y = top; y < top + height; y++)
        {
            image.Row(y).Slice(left * 3, width * 3).Fill(level);
        }
    }
}
