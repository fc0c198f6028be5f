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
    /// <summary>Steps of k at once: many, since between blocks C goes to memory and back; the second cache is fast enough for what a tile reads.</summary>
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
        var kBlock = Even(depth, Math.Max(1, MostK / unit) * unit, unit);
        var columnBlock = Even(column1 - column0, MostColumns, GemmPanels<T>.Panel);
        var rowBlock = Even(row1 - row0, MostRows, GemmTile<T>.NarrowRows);
        var directA = left.Lies(out var lying) && ReadsWell(lying, column1 - column0, kBlock);
        // B, which every tile of rows reads, pays for packing unless there are one or two of them
        var directB = row1 - row0 <= 2 * GemmTile<T>.Rows & right.Lies(out var bFrom, out var bStep);
        target.Tail.Left.Lies(out var lyingTail);
        var packedB = Scratch.Floats(Scratch.Use.PackedB, (long)kBlock * (columnBlock + T.Width));
        var packedA = Scratch.Floats(Scratch.Use.PackedA, (long)kBlock * rowBlock);
        var packedTail = Scratch.Floats(Scratch.Use.PackedTail, (long)target.Tail.Depth * (columnBlock + T.Width));
        for (var n = column0; n < column1; n += columnBlock)
        {
            var columns = Math.Min(columnBlock, column1 - n);
            var panels = new ColumnPanels(columns, T.Width, GemmTile<T>.Registers);
            for (var k = 0; k == 0 || k < depth; k += kBlock)
            {
                var count = Math.Min(kBlock, depth - k);
                var tail = k + count == depth ? target.Tail.Depth : 0;
                var last = new TileTail { Count = tail, AStep = lyingTail.Step, Alpha = lyingTail.Alpha };
                for (var q = 0; q < panels.Count; q++)
                {
                    var (j, panel, filled) = panels[q];
                    if (!directB || filled < panel)
                    {
                        right.Pack(packedB + (nint)j * count, n + j, filled, panel, k, count);
                    }

                    if (tail > 0)
                    {
                        target.Tail.Right.Pack(packedTail + (nint)j * tail, n + j, filled, panel, 0, tail);
                    }
                }

                for (var m = row0; m < row1; m += rowBlock)
                {
                    var rows = Math.Min(rowBlock, row1 - m);
                    if (!directA)
                    {
                        GemmPanels<T>.Pack(ref left, packedA, m, rows, k, count);
                    }

                    for (var q = 0; q < panels.Count; q++)
                    {
                        var (j, panel, filled) = panels[q];
                        var lies = directB && filled == panel;
                        var b = lies ? bFrom + k * bStep + n + j : packedB + (nint)j * count;
                        var high = directA && panel == T.Width ? (rows + GemmTile<T>.NarrowRows - 1) / GemmTile<T>.NarrowRows : GemmPanels<T>.Count(rows);
                        var code = Codes(rows, high, panel, directA ? lying : TileLeft.Packed(packedA, 0));
                        var tailCode = tail > 0 ? Codes(rows, high, panel, lyingTail) : default;
                        for (var p = 0; p < high; p++)
                        {
                            // one by one: a struct that is written in parts and read as a whole would wait here until the last tile's sums have their lines
                            int first = GemmPanels<T>.Cut(rows, high, p), height = GemmPanels<T>.Cut(rows, high, p + 1) - first;
                            var a = directA ? lying.Place(m + first, k) : packedA + (nint)first * count;
                            if (tail > 0)
                            {
                                last.Code = tailCode[height];
                                last.A = lyingTail.Place(m + first, 0);
                                last.B = packedTail + (nint)j * tail;
                            }

                            Tile(code[height], height, filled, count, a, directA ? lying.Step : height, directA ? lying.Alpha : 1, b, lies ? bStep : panel,
                                k == 0, m + first, n + j, target, last);
                        }
                    }
                }
            }
        }
    }

    /// <summary>The code for the first of some tiles of rows, of that height, and for those that are a row lower.</summary>
    private static TileCodes Codes(int rows, int tiles, int panel, in TileLeft a)
    {
        var height = (rows + tiles - 1) / tiles;
        return new(height, GemmTile<T>.Code(height, panel / T.Width, a), GemmTile<T>.Code(Math.Max(1, height - 1), panel / T.Width, a));
    }

    private readonly struct TileCodes(
        int height,
        delegate*<nint, float*, nint, float, float*, nint, float*, nint, float*, nint, void> tall,
        delegate*<nint, float*, nint, float, float*, nint, float*, nint, float*, nint, void> low)
    {
        public delegate*<nint, float*, nint, float, float*, nint, float*, nint, float*, nint, void> this[int rows] => rows == height ? tall : low;
    }

    /// <summary>A tile's steps of the second product, behind its own; B lies in a panel.</summary>
    private struct TileTail
    {
        public delegate*<nint, float*, nint, float, float*, nint, float*, nint, float*, nint, void> Code;
        public nint Count, AStep;
        public float* A, B;
        public float Alpha;

        public readonly void Add(int panel, float* start, float* c, nint cRow) => Code(Count, A, AStep, Alpha, B, panel, start, panel, c, cRow);
    }

    /// <summary>
    /// Whether tiles read A faster where it lies than packed. Not if they read it often and its rows lie a multiple of 4 KiB apart, all in one set of the first
    /// cache, or if so many steps of k (rows of memory then) do not stay in the second one.
    /// </summary>
    private static bool ReadsWell(in TileLeft a, int columns, int count) =>
        columns <= GemmPanels<T>.Panel || (a.ByRows ? a.Step % 1024 != 0 : a.Step * count <= 64 * 1024);

    /// <summary>The block size of at most <paramref name="most"/>, a multiple of <paramref name="unit"/>, that cuts <paramref name="length"/> most
    /// evenly.</summary>
    internal static int Even(int length, int most, int unit)
    {
        var blocks = (length + most - 1) / most;
        var block = (length + blocks - 1) / Math.Max(1, blocks);
        return Math.Max(unit, (block + unit - 1) / unit * unit);
    }

    /// <summary>One tile of at most a panel's columns, also where they do not fill its registers; <paramref name="fresh"/>: the first block of k.</summary>
    private static void Tile(
        delegate*<nint, float*, nint, float, float*, nint, float*, nint, float*, nint, void> code, int rows, int columns, int count, float* a, nint aStep,
        float alpha, float* b, nint bStep, bool fresh, int m, int n, in GemmTarget target, in TileTail last)
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
        var isWhole = !addBias && columns == panel;
        if (isWhole && last.Count == 0)
        {
            code(count, a, aStep, alpha, b, bStep, start, startRow, c, target.CRow);
            return;
        }

        // a tile of its own, in the first cache: sums that are read again at once would wait until C's lines are there
        var tile = Scratch.Floats(Scratch.Use.Tile, 8 * 48);
        if (isWhole)
        {
            code(count, a, aStep, alpha, b, bStep, start, startRow, tile, panel);
            last.Add(panel, tile, c, target.CRow);
            return;
        }

        // the edge: spare columns are zeros
        for (var i = 0; i < rows; i++)
        {
            var row = new Span<float>(tile + i * panel, panel);
            new ReadOnlySpan<float>(start + i * startRow, columns).CopyTo(row);
            row[columns..].Clear();
            for (var j = 0; j < columns && addBias; j++)
            {
                row[j] += target.Bias[n + j];
            }
        }

        code(count, a, aStep, alpha, b, bStep, tile, panel, tile, panel);
        if (last.Count > 0)
        {
            last.Add(panel, tile, tile, panel);
        }

        for (var i = 0; i < rows; i++)
        {
            new ReadOnlySpan<float>(tile + i * panel, columns).CopyTo(new Span<float>(c + i * target.CRow, columns));
        }
    }

    /// <summary>What a row of sums begins from.</summary>
    internal static readonly float* Zeros = (float*)NativeMemory.AllocZeroed(48 * sizeof(float));
}
