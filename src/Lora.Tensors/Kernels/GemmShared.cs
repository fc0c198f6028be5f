
namespace Lora.Tensors.Kernels;

/// <summary>A product of any two factors over all threads, with the current tier.</summary>
internal static unsafe class GemmShared
{
    private struct Job<TLeft, TRight> where TLeft : unmanaged, ILeft where TRight : unmanaged, IRight
    {
        public TLeft Left;
        public TRight Right;
        public int M, N, Depth, Unit;
        public GemmTarget Target;
        public GemmGrid Grid;
    }

    /// <summary>target = left [m, depth] times right [depth, n]; blocks of k are multiples of <paramref name="unit"/>.</summary>
    public static void Run<TLeft, TRight>(TLeft left, TRight right, int m, int n, int depth, int unit, in GemmTarget target)
        where TLeft : unmanaged, ILeft where TRight : unmanaged, IRight
    {
        var grid = GemmGrid.For(m, n, depth, 1);
        var job = new Job<TLeft, TRight> { Left = left, Right = right, M = m, N = n, Depth = depth, Unit = unit, Target = target, Grid = grid };
        Workers.For(grid.Parts, 2L * m * n * depth / grid.Parts, &Part<TLeft, TRight>, &job);
    }

    private static void Part<TLeft, TRight>(void* state, int part) where TLeft : unmanaged, ILeft where TRight : unmanaged, IRight
    {
        var job = (Job<TLeft, TRight>*)state;
        var (row, rowEnd, column, columnEnd) = job->Grid[part, job->M, job->N];
        Rectangle(ref job->Left, ref job->Right, row, rowEnd, column, columnEnd, job->Depth, job->Unit, job->Target);
    }

    /// <summary>One rectangle of C on this thread.</summary>
    public static void Rectangle<TLeft, TRight>(ref TLeft left, ref TRight right, int row, int rowEnd, int column, int columnEnd, int depth, int unit,
        in GemmTarget target)
        where TLeft : unmanaged, ILeft where TRight : unmanaged, IRight
    {
        // a few columns fill a narrower register
        var (tier, columns) = (CpuTiers.Current, columnEnd - column);
        tier = columns > 8 || tier < CpuTier.Vector256 ? tier : columns > 4 ? CpuTier.Vector256 : CpuTier.Vector128;
        switch (tier)
        {
            case CpuTier.Vector512:
                GemmBlocks<Lanes16>.Run(ref left, ref right, row, rowEnd, column, columnEnd, depth, unit, target);
                break;
            case CpuTier.Vector256:
                GemmBlocks<Lanes8>.Run(ref left, ref right, row, rowEnd, column, columnEnd, depth, unit, target);
                break;
            case CpuTier.Vector128:
                GemmBlocks<Lanes4>.Run(ref left, ref right, row, rowEnd, column, columnEnd, depth, unit, target);
                break;
            default:
                GemmBlocks<Lanes1>.Run(ref left, ref right, row, rowEnd, column, columnEnd, depth, unit, target);
                break;
        }
    }
}
