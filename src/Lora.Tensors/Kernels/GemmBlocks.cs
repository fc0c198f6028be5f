using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lora.Tensors.Kernels;

/// <summary>Where a product's left factor comes from.</summary>
internal unsafe interface ILeft
{
    /// <summary>Writes element (row + i, k + p) to to[p * rows + i] for i below <paramref name="rows"/> (1 to 14) and p below <paramref name="count"/>.</summary>
    void Pack(float* to, int row, int rows, int k, int count);
}

/// <summary>Where a product's right factor comes from.</summary>
internal unsafe interface IRight
{
    /// <summary>Writes element (k + p, column + j) to to[p * panel + j] for j below <paramref name="columns"/> and zeros for j from there to below <paramref name="panel"/>.</summary>
    void Pack(float* to, int column, int columns, int panel, int k, int count);
}

/// <summary>Where a product's result goes.</summary>
internal unsafe struct GemmTarget
{
    public float* C;
    public nint CRow;
    public bool Accumulate;
    public float* Bias;
}

/// <summary>
/// One rectangle of C on one thread, blocked for the caches as in Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008): a block of B packed in
/// panels of two registers, blocks of A in panels of a tile's rows. Between blocks of k the sums rest in C and go on from there, so no block size shows in the bits.
/// </summary>
internal static unsafe class GemmBlocks<T> where T : struct, ILanes<T>
{
    /// <summary>Steps of k at once: a panel of B (two registers wide) and one of A stay in the first cache.</summary>
    const int MostK = 320;

    /// <summary>Rows of A at once: with MostK half of a second cache of 512 KiB.</summary>
    const int MostRows = 168;

    /// <summary>Columns of B at once: with MostK what one thread may take of the last cache.</summary>
    const int MostColumns = 2048;

    /// <param name="unit">A block of k is a multiple of this many steps (the last one aside).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLeft, TRight>(ref TLeft left, ref TRight right, int row0, int row1, int column0, int column1, int depth, int unit, in GemmTarget target)
        where TLeft : unmanaged, ILeft where TRight : unmanaged, IRight
    {
        if (depth == 0)
        {
            RestOnly(row0, row1, column0, column1, target);
            return;
        }

        int panel = 2 * T.Width;
        var kBlock = Even(depth, Math.Max(1, MostK / unit) * unit, unit);
        var columnBlock = Even(column1 - column0, MostColumns, panel);
        var rowBlock = Even(row1 - row0, MostRows, GemmTile<T>.Rows);
        var packedB = Scratch.Floats(Scratch.Use.PackedB, (long)kBlock * columnBlock);
        var packedA = Scratch.Floats(Scratch.Use.PackedA, (long)kBlock * rowBlock);
        for (var n = column0; n < column1; n += columnBlock)
        {
            var columns = Math.Min(columnBlock, column1 - n);
            for (var k = 0; k < depth; k += kBlock)
            {
                var count = Math.Min(kBlock, depth - k);
                for (var j = 0; j < columns; j += panel)
                {
                    right.Pack(packedB + (nint)j * count, n + j, Math.Min(panel, columns - j), panel, k, count);
                }

                for (var m = row0; m < row1; m += rowBlock)
                {
                    var rows = Math.Min(rowBlock, row1 - m);
                    GemmPanels<T>.Pack(ref left, packedA, m, rows, k, count);
                    var panels = GemmPanels<T>.Count(rows);
                    for (var j = 0; j < columns; j += panel)
                    {
                        for (var p = 0; p < panels; p++)
                        {
                            var first = GemmPanels<T>.Cut(rows, panels, p);
                            Tile(GemmPanels<T>.Cut(rows, panels, p + 1) - first, Math.Min(panel, columns - j), count, packedA + (nint)first * count, packedB + (nint)j * count,
                                k == 0, m + first, n + j, target);
                        }
                    }
                }
            }
        }
    }

    /// <summary>The block size of at most <paramref name="most"/>, a multiple of <paramref name="unit"/>, that cuts <paramref name="length"/> most evenly.</summary>
    internal static int Even(int length, int most, int unit)
    {
        var blocks = (length + most - 1) / most;
        var block = (length + blocks - 1) / Math.Max(1, blocks);
        return Math.Max(unit, (block + unit - 1) / unit * unit);
    }

    /// <summary>One tile of packed factors, also one whose columns do not fill its registers; <paramref name="fresh"/> at the first block of k.</summary>
    internal static void Tile(int rows, int columns, int count, float* a, float* b, bool fresh, int m, int n, in GemmTarget target)
    {
        int width = T.Width, panel = 2 * width;
        var c = target.C + m * target.CRow + n;
        float* start = c;
        var startRow = target.CRow;
        if (fresh && !target.Accumulate)
        {
            start = target.Bias is null ? Zeros : target.Bias + n;
            startRow = 0;
        }

        var addBias = fresh && target.Accumulate && target.Bias is not null;
        if (!addBias && (columns == panel || columns == width))
        {
            GemmTile<T>.Run(rows, columns == panel ? 2 : 1, count, a, b, panel, start, startRow, c, target.CRow);
            return;
        }

        // the edge: through a tile of its own, whose spare columns are zeros
        var tile = Scratch.Floats(Scratch.Use.Tile, 16 * 32);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < panel; j++)
            {
                tile[i * panel + j] = j >= columns ? 0 : start[i * startRow + j] + (addBias ? target.Bias[n + j] : 0);
            }
        }

        GemmTile<T>.Run(rows, columns > width ? 2 : 1, count, a, b, panel, tile, panel, tile, panel);
        for (var i = 0; i < rows; i++)
        {
            new ReadOnlySpan<float>(tile + i * panel, columns).CopyTo(new Span<float>(c + i * target.CRow, columns));
        }
    }

    /// <summary>What a row of sums begins from.</summary>
    internal static readonly float* Zeros = (float*)NativeMemory.AllocZeroed(32 * sizeof(float));

    /// <summary>A product over no k at all: what the sums begin from.</summary>
    static void RestOnly(int row0, int row1, int column0, int column1, in GemmTarget target)
    {
        for (var m = row0; m < row1; m++)
        {
            for (var n = column0; n < column1; n++)
            {
                var c = target.C + m * target.CRow + n;
                *c = (target.Accumulate ? *c : 0) + (target.Bias is null ? 0 : target.Bias[n]);
            }
        }
    }
}
