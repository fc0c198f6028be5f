using System.Runtime.Intrinsics;

namespace Lora.Tensors.Kernels;

/// <summary>Matrix products: see <see cref="GemmCall"/> for what is computed. Safe from any thread; big ones share the work through <see cref="Workers"/>.</summary>
public static unsafe class Gemm
{
    public static void Multiply(in GemmCall call) => MultiplyBatched(call, 1, 0, 0, 0);

    /// <summary>The same product <paramref name="batch"/> times, with A, B and C that many elements further each time (0: the same again; C's must differ).</summary>
    public static void MultiplyBatched(in GemmCall call, int batch, nint aStep, nint bStep, nint cStep)
    {
        if (call.M <= 0 || call.N <= 0 || batch <= 0)
        {
            return;
        }

        if (!call.BType.IsFloat())
        {
            throw new ArgumentException($"B of type {call.BType}; a product takes Float32, Float16 or BFloat16.", nameof(call));
        }

        var grid = Grid.For(call, batch);
        var job = new Job { Call = call, AStep = aStep, BStep = bStep, CStep = cStep, Grid = grid };
        Workers.For(batch * grid.Parts, 2L * call.M * call.N * call.K / grid.Parts, &Part, &job);
    }

    struct Job
    {
        public GemmCall Call;
        public nint AStep, BStep, CStep;
        public Grid Grid;
    }

    /// <summary>How one product is cut between threads: rows by columns, each part a multiple of the tile.</summary>
    readonly record struct Grid(int Rows, int Columns, int RowPart, int ColumnPart)
    {
        public int Parts => Rows * Columns;

        public static Grid For(in GemmCall call, int batch)
        {
            var parts = Workers.Shared(Workers.Threads, 2L * call.M * call.N * call.K * batch / Workers.Threads) ? (Workers.Threads + batch - 1) / batch : 1;
            // each part packs its own rows of A and columns of B: the split with least of both
            int best = 1;
            var least = double.MaxValue;
            for (var rows = 1; rows <= parts; rows++)
            {
                var columns = (parts + rows - 1) / rows;
                var cost = (double)Part(call.M, rows, 6) + Part(call.N, columns, 32) + (double)Part(call.M, rows, 6) * Part(call.N, columns, 32) / 64;
                if (cost < least)
                {
                    (least, best) = (cost, rows);
                }
            }

            int rowPart = Part(call.M, best, 6), columnPart = Part(call.N, (parts + best - 1) / best, 32);
            return new((call.M + rowPart - 1) / rowPart, (call.N + columnPart - 1) / columnPart, rowPart, columnPart);
        }

        static int Part(int length, int parts, int unit) => ((length + parts - 1) / parts + unit - 1) / unit * unit;
    }

    static void Part(void* state, int part)
    {
        var job = (Job*)state;
        var grid = job->Grid;
        var item = part / grid.Parts;
        part %= grid.Parts;
        int row = part / grid.Columns * grid.RowPart, column = part % grid.Columns * grid.ColumnPart;
        Rectangle(job->Call, item * job->AStep, item * job->BStep, item * job->CStep,
            row, Math.Min(row + grid.RowPart, job->Call.M), column, Math.Min(column + grid.ColumnPart, job->Call.N));
    }

    static void Rectangle(in GemmCall call, nint a, nint b, nint c, int row0, int row1, int column0, int column1)
    {
        var left = new StridedLeft(call.A + a, call.ARow, call.ACol, call.Alpha);
        var target = new GemmTarget { C = call.C + c, CRow = call.CRow, Accumulate = call.Accumulate, Bias = call.Bias };
        switch (call.BType)
        {
            case DType.Float32:
                var fp32 = new StridedRight<StoredFloat32>((float*)call.B + b, call.BRow, call.BCol);
                Run(ref left, ref fp32, row0, row1, column0, column1, call.K, 1, target);
                break;
            case DType.Float16:
                var fp16 = new StridedRight<StoredFloat16>((ushort*)call.B + b, call.BRow, call.BCol);
                Run(ref left, ref fp16, row0, row1, column0, column1, call.K, 1, target);
                break;
            default:
                var bf16 = new StridedRight<StoredBFloat16>((ushort*)call.B + b, call.BRow, call.BCol);
                Run(ref left, ref bf16, row0, row1, column0, column1, call.K, 1, target);
                break;
        }
    }

    /// <summary>One rectangle on this thread with the current tier.</summary>
    internal static void Run<TLeft, TRight>(ref TLeft left, ref TRight right, int row0, int row1, int column0, int column1, int depth, int unit, in GemmTarget target)
        where TLeft : struct, ILeft where TRight : struct, IRight
    {
        switch (CpuTiers.Current)
        {
            case CpuTier.Vector512:
                GemmBlocks<Simd512, Vector512<float>>.Run(ref left, ref right, row0, row1, column0, column1, depth, unit, target);
                break;
            case CpuTier.Vector256:
                GemmBlocks<Simd256, Vector256<float>>.Run(ref left, ref right, row0, row1, column0, column1, depth, unit, target);
                break;
            case CpuTier.Vector128:
                GemmBlocks<Simd128, Vector128<float>>.Run(ref left, ref right, row0, row1, column0, column1, depth, unit, target);
                break;
            default:
                GemmBlocks<Simd1, float>.Run(ref left, ref right, row0, row1, column0, column1, depth, unit, target);
                break;
        }
    }
}
