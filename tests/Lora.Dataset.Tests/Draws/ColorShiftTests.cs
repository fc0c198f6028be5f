using Lora.Imaging;

namespace Lora.Dataset.Tests;

public class ColorShiftTests
{
    [Theory]
    [InlineData(0, 200, 100, 50, 200, 100, 50)]
    [InlineData(60, 255, 0, 0, 255, 255, 0)]
    [InlineData(-60, 255, 0, 0, 255, 0, 255)]
    [InlineData(120, 10, 20, 30, 30, 10, 20)]
    [InlineData(16, 200, 100, 100, 200, 127, 100)]
    [InlineData(16, 77, 77, 77, 77, 77, 77)]
    public void Hue_TurnsAndKeepsTheRest(double degrees, byte r, byte g, byte b, byte toR, byte toG, byte toB)
    {
        var picture = new Rgb24Image(1, 1, [r, g, b]);
        ColorShift.Hue(picture, degrees);
        Assert.Equal([toR, toG, toB], picture.Pixels);
    }

    [Fact]
    public void Gamma_IsThatOfLevelsUpToOne()
    {
        var picture = new Rgb24Image(2, 1, [0, 64, 128, 200, 254, 255]);
        ColorShift.Gamma(picture, 0.95);
        // numpy: np.round((x / 255) ** 0.95 * 255)
        Assert.Equal([0, 69, 132, 202, 254, 255], picture.Pixels);
    }

    [Fact]
    public void AThirdOfTheDraws_ChangesAPictureALittle()
    {
        var random = new Random(5);
        byte[] pixels = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 37))];
        var changed = 0;
        for (var i = 0; i < 3000; i++)
        {
            var picture = new Rgb24Image(10, 10, [.. pixels]);
            ColorShift.Apply(picture, random.NextDouble);
            changed += picture.Pixels.AsSpan().SequenceEqual(pixels) ? 0 : 1;
            // 16 of the 60 degrees from one colour to the next, of at most 255 levels
            Assert.All(picture.Pixels.Zip(pixels), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 69));
        }

        Assert.InRange(changed, 880, 1080);
    }
}
