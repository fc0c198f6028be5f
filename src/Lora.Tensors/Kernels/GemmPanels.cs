namespace Lora.Tensors.Kernels;

/// <summary>Rows of a product in panels of a tile's height: how they are cut, packed and multiplied with one packed panel of columns.</summary>
internal static unsafe class GemmPanels<T> where T : struct, ILanes<T>
{
    /// <summary>Columns of a full panel.</summary>
    public static int Panel => GemmTile<T>.Registers * T.Width;

    public static int Count(int rows) => (rows + GemmTile<T>.Rows - 1) / GemmTile<T>.Rows;

    /// <summary>Row at which panel <paramref name="p"/> of <paramref name="panels"/> begins: all differ by one row at most, so that no tile is left with a
    /// row or two.</summary>
    public static int Cut(int rows, int panels, int p) => p * (rows / panels) + Math.Min(p, rows % panels);

    /// <summary>Packs rows row to row + rows - 1, steps k to k + count - 1; panel p begins at to + Cut(p) * count.</summary>
    public static void Pack<TLeft>(ref TLeft left, float* to, int row, int rows, int k, int count) where TLeft : unmanaged, ILeft
    {
        var panels = Count(rows);
        for (var p = 0; p < panels; p++)
        {
            var first = Cut(rows, panels, p);
            left.Pack(to + (nint)first * count, row + first, Cut(rows, panels, p + 1) - first, k, count);
        }
    }

    /// <summary>
    /// c[i, j] = start[i, j] + sum over p of a[i, p] b[p, j] for one full panel of columns. <paramref name="depth"/> steps were packed in
    /// <paramref name="a"/>; of them <paramref name="count"/> are taken from <paramref name="k"/> on. <paramref name="startRow"/> 0 begins every row from the
    /// same values.
    /// </summary>
    public static void Multiply(int rows, float* a, int depth, nint k, nint count, float* b, nint bStep, float* start, nint startRow, float* c, nint cRow)
    {
        int panels = Count(rows), low = rows / panels, high = rows % panels;
        // first the panels that are a row higher
        Sums(high, low + 1, TileLeft.Packed(a + k * (low + 1), low + 1), depth * (low + 1), count, b, bStep, start, startRow, c, cRow);
        nint first = high * (low + 1);
        Sums(panels - high, low, TileLeft.Packed(a + first * depth + k * low, low), depth * low, count, b, bStep, start + first * startRow, startRow,
            c + first * cRow, cRow);
    }

    /// <summary>The same with all of A where it lies.</summary>
    public static void Multiply(int rows, in TileLeft a, nint count, float* b, nint bStep, float* start, nint startRow, float* c, nint cRow)
    {
        int panels = Count(rows), low = rows / panels, high = rows % panels;
        nint first = high * (low + 1), step = a.ByRows ? a.Step : 1;
        Sums(high, low + 1, a, step * (low + 1), count, b, bStep, start, startRow, c, cRow);
        Sums(panels - high, low, a.At(first, 0), step * low, count, b, bStep, start + first * startRow, startRow, c + first * cRow, cRow);
    }

    private static void Sums(int panels, int height, in TileLeft a, nint aPanel, nint count, float* b, nint bStep, float* start, nint startRow, float* c,
        nint cRow)
    {
        var code = panels > 0 ? GemmTile<T>.Code(height, GemmTile<T>.Registers, a) : null;
        for (nint p = 0; p < panels; p++)
        {
            code(count, a.From + p * aPanel, a.Step, a.Alpha, b, bStep, start + p * height * startRow, startRow, c + p * height * cRow, cRow);
        }
    }
}
