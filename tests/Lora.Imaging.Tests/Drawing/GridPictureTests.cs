using Lora.Imaging.Drawing;

namespace Lora.Imaging.Tests.Drawing;

public sealed class GridPictureTests
{
    [Fact]
    public void EveryCell_IsInThePicture_UnderItsHeader()
    {
        Rgb24Image[] cells = [.. Enumerable.Range(0, 6).Select(i => Plain(128, 96, (byte)(40 * i)))];
        var grid = GridPicture.Compose(["base", "epoch 5", "epoch 10"], ["zorblax on the beach", "a cat"], [cells[..3], cells[3..]]);
        var found = cells.Select(c => Find(grid, c.Pixels[0])).ToArray();
        Assert.All(found, f => Assert.Equal((128, 96), (f.Width, f.Height)));
        Assert.Equal(found[0].Top, found[2].Top);
        Assert.Equal(found[0].Left, found[3].Left);
        Assert.True(found[0].Left < found[1].Left && found[1].Left < found[2].Left && found[0].Top < found[3].Top);
        Assert.True(Inked(grid, found[0].Left, 0, 128, found[0].Top));
        Assert.True(Inked(grid, 0, found[0].Top, found[0].Left, 96));
    }

    [Fact]
    public void MissingAndSmallerCells_LeavePaper()
    {
        var grid = GridPicture.Compose(["a", "b"], ["r"], [[Plain(64, 64, 10), null]]);
        Assert.Equal((64, 64), (Find(grid, 10).Width, Find(grid, 10).Height));
    }

    [Fact]
    public void CellsThatDoNotFitTheLabels_AreRefused() =>
        Assert.Throws<ArgumentException>(() => GridPicture.Compose(["a", "b"], ["r"], [[Plain(8, 8, 1)]]));

    [Fact]
    public void LongPromptsAndAnyLetters_FitTheirRow()
    {
        var prompt = string.Concat(Enumerable.Repeat("größe 魔物🐉 (smile:1.2) " + new string('x', 60) + " ", 20));
        var grid = GridPicture.Compose([prompt], [prompt], [[Plain(128, 128, 77)]]);
        Assert.Equal((128, 128), (Find(grid, 77).Width, Find(grid, 77).Height));
    }

    [Theory]
    [InlineData("one two three", 7, 9, "one two|three")]
    [InlineData("abcdefghij", 4, 9, "abcd|efgh|ij")]
    [InlineData("one two three four", 7, 2, "one two|thre...")]
    [InlineData("", 7, 2, "")]
    [InlineData("  a\n b ", 7, 2, "a b")]
    public void Text_BreaksAtSpaces(string text, int width, int most, string lines) =>
        Assert.Equal(lines, string.Join('|', TextLines.Wrap(text, width, most)));

    [Fact]
    public void EveryAsciiCharacter_LooksDifferent()
    {
        var shapes = Enumerable.Range(' ', 95).Select(c =>
        {
            var picture = new Rgb24Image(6, 10);
            new Canvas(picture).Text(0, 0, ((char)c).ToString(), Rgb.Paper);
            return Convert.ToHexString(picture.Pixels);
        });
        Assert.Equal(95, shapes.Distinct().Count());
    }

    private static Rgb24Image Plain(int width, int height, byte level)
    {
        var image = new Rgb24Image(width, height);
        image.Pixels.AsSpan().Fill(level);
        // no pixel of label or paper is of this colour
        for (var i = 1; i < image.Pixels.Length; i += 3)
        {
            image.Pixels[i] = 255;
        }

        return image;
    }

    private static (int Left, int Top, int Width, int Height) Find(Rgb24Image grid, byte level)
    {
        var at = Enumerable.Range(0, grid.Width * grid.Height)
            .Where(i => grid.Pixels[i * 3] == level && grid.Pixels[i * 3 + 1] == 255 && grid.Pixels[i * 3 + 2] == level)
            .Select(i => (X: i % grid.Width, Y: i / grid.Width)).ToList();
        var (left, top) = (at.Min(p => p.X), at.Min(p => p.Y));
        var (width, height) = (at.Max(p => p.X) - left + 1, at.Max(p => p.Y) - top + 1);
        Assert.Equal(width * height, at.Count);
        return (left, top, width, height);
    }

    private static bool Inked(Rgb24Image grid, int left, int top, int width, int height) => grid.Crop(left, top, width, height).Pixels.Any(p => p < 64);
}
