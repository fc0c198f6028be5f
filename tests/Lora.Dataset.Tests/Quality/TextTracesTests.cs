using Lora.Imaging;

namespace Lora.Dataset.Tests.Quality;

public sealed class TextTracesTests
{
    [Fact]
    public void PageOfText_LooksLikeText() => Assert.InRange(TextTraces.Of(Written(256, 256, 0, 0, 256, 256)).Share, 0.8, 1);

    [Fact]
    public void CornerWithWriting_StandsOut()
    {
        var traces = TextTraces.Of(Written(384, 384, 256, 336, 128, 48));
        Assert.InRange(traces.Corner, 0.6, 1);
        Assert.Equal(0, traces.Elsewhere);
    }

    [Fact]
    public void SmoothPicture_HasNone()
    {
        var pixels = new byte[256 * 256];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(128 + 100 * Math.Sin(i % 256 / 20.0) * Math.Cos(i / 256 / 50.0));
        }

        Assert.Equal(0, TextTraces.Of(new GreyImage(256, 256, pixels)).Share);
    }

    [Fact]
    public void TinyPicture_HasNone() => Assert.Equal(default, TextTraces.Of(new GreyImage(20, 20, new byte[400])));

    // strokes of two pixels, three or four apart, in lines of twelve with a gap of four
    private static GreyImage Written(int width, int height, int left, int top, int across, int down)
    {
        var pixels = new byte[width * height];
        Array.Fill(pixels, (byte)230);
        for (var y = top; y < top + down; y++)
        {
            for (var x = left; x < left + across; x++)
            {
                if (y % 16 < 12 && (x + y / 16) % 7 < 2)
                {
                    pixels[y * width + x] = 20;
                }
            }
        }

        return new(width, height, pixels);
    }
}
