using Lora.Imaging;

namespace Lora.Dataset;

/// <summary>
/// Where a picture seems to hold writing, by a simple rule: letters are strokes of strong contrast close beside each other, so a small cell of a line of text
/// has many changes from dark to light, both of them well apart, and its neighbours along the line have them too. Hatching and foliage may look the same.
/// </summary>
/// <param name="Share">Of the picture's cells that look like text, 0 to 1.</param>
/// <param name="Corner">The largest share in one of the corners, each a third of the width and a sixth of the height.</param>
/// <param name="Elsewhere">The share outside of that corner.</param>
public readonly record struct TextTraces(double Share, double Corner, double Elsewhere)
{
    private const int Cell = 16, MinChanges = 3, MinContrast = 48;

    public static TextTraces Of(GreyImage image)
    {
        int columns = image.Width / Cell, rows = image.Height / Cell;
        if (columns < 3 || rows < 3)
        {
            return default;
        }

        var strokes = new bool[rows, columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                strokes[row, column] = HasStrokes(image, column * Cell, row * Cell);
            }
        }

        var text = new bool[rows, columns];
        var count = 0;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                // a line of text goes on
                text[row, column] = strokes[row, column]
                    && ((column > 0 && strokes[row, column - 1]) || (column + 1 < columns && strokes[row, column + 1]));
                count += text[row, column] ? 1 : 0;
            }
        }

        var (corner, inCorner, cells) = Corners(text);
        return new((double)count / text.Length, corner, (double)(count - inCorner) / Math.Max(text.Length - cells, 1));
    }

    // most lines of a cell change between dark and light several times
    private static bool HasStrokes(GreyImage image, int left, int top)
    {
        var lines = 0;
        for (var y = 0; y < Cell; y++)
        {
            var line = image.Row(top + y).Slice(left, Cell);
            int darkest = 255, lightest = 0;
            foreach (var level in line)
            {
                darkest = Math.Min(darkest, level);
                lightest = Math.Max(lightest, level);
            }

            if (lightest - darkest < MinContrast)
            {
                continue;
            }

            // a change counts when it crosses most of the line's contrast
            int low = darkest + (lightest - darkest) / 3, high = lightest - (lightest - darkest) / 3, changes = 0;
            bool? light = null;
            foreach (var level in line)
            {
                var now = level >= high ? true : level <= low ? false : light;
                changes += light is not null && now != light ? 1 : 0;
                light = now;
            }

            lines += changes >= MinChanges ? 1 : 0;
        }

        return lines * 3 >= Cell;
    }

    private static (double Share, int Count, int Cells) Corners(bool[,] text)
    {
        int rows = text.GetLength(0), columns = text.GetLength(1), height = (rows + 5) / 6, width = (columns + 2) / 3;
        (double Share, int Count, int Cells) most = default;
        foreach (var (top, left) in ((int, int)[])[(0, 0), (0, columns - width), (rows - height, 0), (rows - height, columns - width)])
        {
            var count = 0;
            for (var i = 0; i < width * height; i++)
            {
                count += text[top + i / width, left + i % width] ? 1 : 0;
            }

            most = count > most.Count ? ((double)count / (width * height), count, width * height) : most;
        }

        return most;
    }
}
