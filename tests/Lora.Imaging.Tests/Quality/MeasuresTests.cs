namespace Lora.Imaging.Tests.Quality;

public sealed class MeasuresTests
{
    [Fact]
    public void SharpestPart_IsThatOfAPortraitBeforeASoftBackground()
    {
        var pixels = new byte[90 * 90];
        for (var y = 30; y < 60; y++)
        {
            for (var x = 30; x < 60; x++)
            {
                pixels[y * 90 + x] = (byte)((x + y) % 2 * 60);
            }
        }

        var image = new GreyImage(90, 90, pixels);
        Assert.InRange(Sharpness.SharpestPart(image), 5 * Sharpness.Laplacian(image), 10 * Sharpness.Laplacian(image));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void EnlargedPixels_AreNoCompression(int size)
    {
        var pixels = new byte[64 * 64];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i % 64 / size * 37 + i / 64 / size * 101) % 256);
        }

        var blocks = Blockiness.Of(new GreyImage(64, 64, pixels));
        Assert.InRange(blocks.Ratio, 5, 1e12);
        Assert.Equal(1, blocks.OfCompression);
    }

    [Fact]
    public void Reduction_IsTheRoundedMeanOfSquares()
    {
        var image = new Rgb24Image(5, 2, [.. Enumerable.Range(0, 30).Select(i => (byte)i)]);
        var half = BoxReduction.Apply(image, 2);
        Assert.Equal((2, 1), (half.Width, half.Height));
        // (0 + 3 + 15 + 18) / 4, then the next two channels, then the next square
        Assert.Equal([9, 10, 11, 15, 16, 17], half.Pixels);
        Assert.Same(image, BoxReduction.Apply(image, 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF89a")]
    [InlineData("\xFF\xD8\xFF\xE0")]
    public void WhatHasNoTable_HasNoQuality(string text) => Assert.Null(JpegQuality.Estimate(Array.ConvertAll(text.ToCharArray(), c => (byte)c)));
}
