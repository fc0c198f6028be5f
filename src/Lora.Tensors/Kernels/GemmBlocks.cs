using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lora.Tensors.Kernels;

/// <summary>
/// One rectangle of C on one thread, blocked for the caches as in Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008): a block
/// of B packed in panels of three registers, blocks of A in panels of a tile's rows. Between blocks of k the sums rest in C and go on from there, so no block
/// size shows in the bits.
/// </summary>
internal static unsafe class GemmBlocks<T> where T : struct, ILanes<T>
{
    /// <summary>Steps of k at once: long, since between blocks C goes to memory and back; what the tile reads comes from the second cache fast enough.</summary>
    private const int MostK = 640;

    /// <summary>Rows of A at once: with MostK half of a second cache, of 1 MiB where registers are widest, of 512 KiB else.</summary>
    private static int MostRows => T.Width == 16 ? 192 : 96;

    /// <summary>Columns of B at once: with MostK what one thread may take of the last cache.</summary>
    private const int MostColumns = 2048;

    /// <param name="unit">A block of k is a multiple of this many steps (the last one aside).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLeft, TRight>(ref TLeft left, ref TRight right, int row0, int row1, int column0, int column1, int depth, int unit,
        in GemmTarget target)
        where TLeft : unmanaged, ILeft where TRight : unmanaged, IRight
    {
        if (depth == 0)
        {
            RestOnly(row0, row1, column0, column1, target);
            return;
        }

        // A is read where it lies, unless its rows lie a multiple of 4 KiB apart, in one set of the first cache, and are read again and again;
        // B, which is read by every tile of rows, only where there are one or two of them
        var directA = left.Lies(out var aFrom, out var aRow) && (aRow % 1024 != 0 || column1 - column0 <= GemmPanels<T>.Panel);
        var directB = row1 - row0 <= 2 * GemmTile<T>.Rows & right.Lies(out var bFrom, out var bStep);
        var kBlock = Even(depth, Math.Max(1, MostK / unit) * unit, unit);
        var columnBlock = Even(column1 - column0, MostColumns, GemmPanels<T>.Panel);
        var rowBlock = Even(row1 - row0, MostRows, GemmTile<T>.Rows);
        var packedB = Scratch.Floats(Scratch.Use.PackedB, (long)kBlock * (columnBlock + T.Width));
        var packedA = Scratch.Floats(Scratch.Use.PackedA, (long)kBlock * rowBlock);
        for (var n = column0; n < column1; n += columnBlock)
        {
            var columns = Math.Min(columnBlock, column1 - n);
            int registers = (columns + T.Width - 1) / T.Width, wide = (registers + GemmTile<T>.Registers - 1) / GemmTile<T>.Registers;
            for (var k = 0; k < depth; k += kBlock)
            {
                var count = Math.Min(kBlock, depth - k);
                for (var q = 0; q < wide; q++)
                {
                    int j = GemmPanels<T>.Cut(registers, wide, q) * T.Width, panel = GemmPanels<T>.Cut(registers, wide, q + 1) * T.Width - j;
                    if (!directB || columns < j + panel)
                    {
                        right.Pack(packedB + (nint)j * count, n + j, Math.Min(panel, columns - j), panel, k, count);
                    }
                }

                for (var m = row0; m < row1; m += rowBlock)
                {
                    var rows = Math.Min(rowBlock, row1 - m);
                    if (!directA)
                    {
                        GemmPanels<T>.Pack(ref left, packedA, m, rows, k, count);
                    }

                    var high = GemmPanels<T>.Count(rows);
                    for (var q = 0; q < wide; q++)
                    {
                        int j = GemmPanels<T>.Cut(registers, wide, q) * T.Width, panel = GemmPanels<T>.Cut(registers, wide, q + 1) * T.Width - j;
                        var lies = directB && columns >= j + panel;
                        var b = lies ? bFrom + k * bStep + n + j : packedB + (nint)j * count;
                        for (var p = 0; p < high; p++)
                        {
                            var first = GemmPanels<T>.Cut(rows, high, p);
                            var a = directA ? aFrom + (m + first) * aRow + k : packedA + (nint)first * count;
                            Tile(GemmPanels<T>.Cut(rows, high, p + 1) - first, Math.Min(panel, columns - j), count, a, directA ? aRow : 0, b,
                                lies ? bStep : panel, k == 0, m + first, n + j, target);
                        }
                    }
                }
            }
        }
    }

    /// <summary>The block size of at most <paramref name="most"/>, a multiple of <paramref name="unit"/>, that cuts <paramref name="length"/> most
    /// evenly.</summary>
    internal static int Even(int length, int most, int unit)
    {
        var blocks = (length + most - 1) / most;
        var block = (length + blocks - 1) / Math.Max(1, blocks);
        return Math.Max(unit, (block + unit - 1) / unit * unit);
    }

    /// <summary>
    /// One tile of at most a panel's columns, also where they do not fill its registers; <paramref name="aRow"/> 0 means packed A, <paramref name="fresh"/>
    /// the first block of k.
    /// </summary>
    internal static void Tile(int rows, int columns, int count, float* a, nint aRow, float* b, nint bStep, bool fresh, int m, int n, in GemmTarget target)
    {
        int registers = (columns + T.Width - 1) / T.Width, panel = registers * T.Width;
        var c = target.C + m * target.CRow + n;
        var start = c;
        var startRow = target.CRow;
        if (fresh && !target.Accumulate)
        {
            start = target.Bias is null ? Zeros : target.Bias + n;
            startRow = 0;
        }

        var addBias = fresh && target.Accumulate && target.Bias is not null;
        if (!addBias && columns == panel)
        {
            Sums(rows, registers, count, a, aRow, b, bStep, start, startRow, c, target.CRow);
            return;
        }

        // the edge: through a tile of its own, whose spare columns are zeros
        var tile = Scratch.Floats(Scratch.Use.Tile, 8 * 48);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < panel; j++)
            {
                tile[i * panel + j] = j >= columns ? 0 : start[i * startRow + j] + (addBias ? target.Bias[n + j] : 0);
            }
        }

        Sums(rows, registers, count, a, aRow, b, bStep, tile, panel, tile, panel);
        for (var i = 0; i < rows; i++)
        {
            new ReadOnlySpan<float>(tile + i * panel, columns).CopyTo(new Span<float>(c + i * target.CRow, columns));
        }
    }

    private static void Sums(int rows, int registers, int count, float* a, nint aRow, float* b, nint bStep, float* start, nint startRow, float* c, nint cRow)
    {
        if (aRow == 0)
        {
            GemmTile<T>.Run(rows, registers, count, a, b, bStep, start, startRow, c, cRow);
        }
        else
        {
            GemmTile<T>.RunDirect(rows, registers, count, a, aRow, b, bStep, start, startRow, c, cRow);
        }
    }

    /// <summary>What a row of sums begins from.</summary>
    internal static readonly float* Zeros = (float*)NativeMemory.AllocZeroed(48 * sizeof(float));

    /// <summary>A product over no k at all: what the sums begin from.</summary>
    private static void RestOnly(int row0, int row1, int column0, int column1, in GemmTarget target)
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
