namespace Lora.Imaging.Drawing;

/// <summary>Draws on a picture: rectangles and text. What lies outside is cut off.</summary>
internal sealed class Canvas(Rgb24Image image)
{
    /// <summary>Pixels from one line to the next at scale 1.</summary>
    public const int LineHeight = BitmapFont.LineHeight;

    public void Fill(int left, int top, int width, int height, Rgb colour)
    {
        int right = Math.Min(left + width, image.Width), bottom = Math.Min(top + height, image.Height);
        for (var y = Math.Max(top, 0); y < bottom; y++)
        {
            var row = image.Row(y);
            for (var x = Math.Max(left, 0); x < right; x++)
            {
                (row[x * 3], row[x * 3 + 1], row[x * 3 + 2]) = (colour.R, colour.G, colour.B);
            }
        }
    }

    /// <summary>One line of text; (left, top) is the corner of its first character, <paramref name="scale"/> the pixels of a dot.</summary>
    public void Text(int left, int top, string text, Rgb colour, int scale = 1)
    {
        foreach (var character in text.EnumerateRunes())
        {
            for (var y = 0; y < BitmapFont.GlyphHeight; y++)
            {
                for (var x = 0; x < BitmapFont.GlyphWidth; x++)
                {
                    if (BitmapFont.IsSet(character, x, y))
                    {
                        Fill(left + x * scale, top + y * scale, scale, scale, colour);
                    }
                }
            }
            left += BitmapFont.Advance * scale;
        }
    }

    /// <summary>Width in pixels that <see cref="Text"/> would take.</summary>
    public static int Measure(string text, int scale = 1) => text.EnumerateRunes().Count() * BitmapFont.Advance * scale;
}
