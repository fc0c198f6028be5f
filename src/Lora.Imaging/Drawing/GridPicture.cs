namespace Lora.Imaging.Drawing;

/// <summary>A labelled grid of pictures: a header over every column, the row's label (wrapped, shortened if it must be) on the left.</summary>
public static class GridPicture
{
    private const int LabelCharacters = 22, Gap = 4;

    /// <param name="columns">Headers, one a column.</param>
    /// <param name="rows">Labels, one a row.</param>
    /// <param name="cells">By row, then column; null = nothing there. Cells of different sizes are centred in their row and column.</param>
    public static Rgb24Image Compose(IReadOnlyList<string> columns, IReadOnlyList<string> rows, IReadOnlyList<IReadOnlyList<Rgb24Image?>> cells)
    {
        if (columns.Count == 0 || rows.Count == 0 || cells.Count != rows.Count || cells.Any(row => row.Count != columns.Count))
        {
            throw new ArgumentException($"{cells.Count} rows of cells do not fit {rows.Count} row labels and {columns.Count} headers.", nameof(cells));
        }

        var cellWidth = Math.Max(1, cells.Max(row => row.Max(cell => cell?.Width ?? 1)));
        int[] heights = [.. cells.Select(row => row.Max(cell => cell?.Height ?? 1))];
        int scale = Math.Max(1, cellWidth / 256), line = Canvas.LineHeight * scale, gap = Gap * scale;
        var headerScale = columns.All(c => Canvas.Measure(c, scale + 1) <= cellWidth) ? scale + 1 : scale;
        int labelWidth = LabelCharacters * BitmapFont.Advance * scale + gap, headerHeight = Canvas.LineHeight * headerScale + gap;

        var picture = new Rgb24Image(gap + labelWidth + columns.Count * (cellWidth + gap), gap + headerHeight + heights.Sum(h => Math.Max(h, line) + gap));
        var canvas = new Canvas(picture);
        canvas.Fill(0, 0, picture.Width, picture.Height, Rgb.Paper);
        for (var c = 0; c < columns.Count; c++)
        {
            var header = TextLines.Wrap(columns[c], Math.Max(4, cellWidth / (BitmapFont.Advance * headerScale)), 1).FirstOrDefault("");
            canvas.Text(ColumnLeft(c) + (cellWidth - Canvas.Measure(header, headerScale)) / 2, gap, header, Rgb.Ink, headerScale);
        }
        var top = gap + headerHeight;
        for (var r = 0; r < rows.Count; r++)
        {
            var height = Math.Max(heights[r], line);
            var label = TextLines.Wrap(rows[r], LabelCharacters, height / line);
            for (var i = 0; i < label.Count; i++)
            {
                canvas.Text(gap, top + (height - label.Count * line) / 2 + i * line, label[i], Rgb.Ink, scale);
            }

            for (var c = 0; c < columns.Count; c++)
            {
                if (cells[r][c] is { } cell)
                {
                    picture.Paste(cell, ColumnLeft(c) + (cellWidth - cell.Width) / 2, top + (height - cell.Height) / 2);
                }
            }
            top += height + gap;
        }
        return picture;

        int ColumnLeft(int column) => gap + labelWidth + column * (cellWidth + gap);
    }
}
