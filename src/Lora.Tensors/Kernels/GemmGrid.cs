namespace Lora.Tensors.Kernels;

/// <summary>How one product is cut between threads: rows by columns of C, never k, so that the cut shows in no bit.</summary>
internal readonly record struct GemmGrid(int Rows, int Columns, int RowPart, int ColumnPart)
{
    /// <summary>Parts begin at multiples of these: the largest tile.</summary>
    private const int RowUnit = 8, ColumnUnit = 48;

    public int Parts => Rows * Columns;

    /// <summary>A grid for the threads there are, shared with <paramref name="batch"/> - 1 other products; one part where the work is too small to
    /// share.</summary>
    public static GemmGrid For(int m, int n, int k, int batch)
    {
        var threads = Workers.Threads;
        var parts = Workers.Shared(threads, 2L * m * n * k * batch / threads) ? (threads + batch - 1) / batch : 1;
        var best = 1;
        var least = double.MaxValue;
        for (var rows = 1; rows <= parts; rows++)
        {
            // a part packs its own rows of A and columns of B, and does its share of the sums
            double height = Part(m, rows, RowUnit), width = Part(n, (parts + rows - 1) / rows, ColumnUnit);
            var cost = height + width + height * width / 16;
            if (cost < least)
            {
                (least, best) = (cost, rows);
            }
        }

        int rowPart = Part(m, best, RowUnit), columnPart = Part(n, (parts + best - 1) / best, ColumnUnit);
        return new((m + rowPart - 1) / rowPart, (n + columnPart - 1) / columnPart, rowPart, columnPart);
    }

    /// <summary>First row, end row, first column, end column of a part.</summary>
    public (int Row, int RowEnd, int Column, int ColumnEnd) this[int part, int m, int n]
    {
        get
        {
            int row = part / Columns * RowPart, column = part % Columns * ColumnPart;
            return (row, Math.Min(row + RowPart, m), column, Math.Min(column + ColumnPart, n));
        }
    }

    private static int Part(int length, int parts, int unit) => ((length + parts - 1) / parts + unit - 1) / unit * unit;
}
