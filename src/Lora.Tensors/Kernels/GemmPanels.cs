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
    public static void Multiply(int rows, float* a, int depth, int k, int count, float* b, nint bStep, float* start, nint startRow, float* c, nint cRow)
    {
        var panels = Count(rows);
        for (var p = 0; p < panels; p++)
        {
            nint first = Cut(rows, panels, p);
            var height = Cut(rows, panels, p + 1) - (int)first;
            GemmTile<T>.Run(height, GemmTile<T>.Registers, count, a + first * depth + (nint)k * height, b, bStep, start + first * startRow, startRow, c + first * cRow, cRow);
        }
    }
}
