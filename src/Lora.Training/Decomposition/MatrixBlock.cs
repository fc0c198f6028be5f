namespace Lora.Training;

/// <summary>A matrix times a block of vectors. Each element is one sum in one order, whatever the number of threads.</summary>
internal static class MatrixBlock
{
    private const int RowsAtOnce = 8;
    private const int ColumnsAtOnce = 256;

    /// <summary>A x for each x of the columns' length.</summary>
    public static double[][] Times(double[] matrix, int rows, int columns, double[][] block)
    {
        var result = Zeros(block.Length, rows);
        Parallel.For(0, (rows + RowsAtOnce - 1) / RowsAtOnce, part =>
        {
            var end = Math.Min(rows, (part + 1) * RowsAtOnce);
            for (var i = 0; i < block.Length; i++)
            {
                for (var row = part * RowsAtOnce; row < end; row++)
                {
                    result[i][row] = Lines.Dot(matrix.AsSpan(row * columns, columns), block[i]);
                }
            }
        });
        return result;
    }

    /// <summary>A^T y for each y of the rows' length.</summary>
    public static double[][] TransposedTimes(double[] matrix, int rows, int columns, double[][] block)
    {
        var result = Zeros(block.Length, columns);
        Parallel.For(0, (columns + ColumnsAtOnce - 1) / ColumnsAtOnce, part =>
        {
            var start = part * ColumnsAtOnce;
            var length = Math.Min(columns - start, ColumnsAtOnce);
            for (var row = 0; row < rows; row++)
            {
                var line = matrix.AsSpan(row * columns + start, length);
                for (var i = 0; i < block.Length; i++)
                {
                    Lines.Add(result[i].AsSpan(start, length), block[i][row], line);
                }
            }
        });
        return result;
    }

    private static double[][] Zeros(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new double[length])];
}
