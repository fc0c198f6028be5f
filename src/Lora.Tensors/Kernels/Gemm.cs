namespace Lora.Tensors.Kernels;

/// <summary>Matrix products: see <see cref="GemmCall"/> for what is computed. Safe from any thread; big ones share the work through <see
/// cref="Workers"/>.</summary>
internal static unsafe class Gemm
{
    public static void Multiply(in GemmCall call) => MultiplyBatched(call, 1, 0, 0, 0);

    /// <summary>The same product <paramref name="batch"/> times, with A, B and C that many elements further each time (0: the same again; C's must
    /// differ).</summary>
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

        if (call.Tail.Depth > 0 && batch > 1)
        {
            throw new ArgumentException("A batch of products with a second one each.", nameof(batch));
        }

        var grid = GemmGrid.For(call.M, call.N, call.K, batch);
        var job = new Job { Call = call, AStep = aStep, BStep = bStep, CStep = cStep, Grid = grid };
        Workers.For(batch * grid.Parts, 2L * call.M * call.N * call.K / grid.Parts, &Part, &job);
    }

    private struct Job
    {
        public GemmCall Call;
        public nint AStep, BStep, CStep;
        public GemmGrid Grid;
    }

    private static void Part(void* state, int part)
    {
        var job = (Job*)state;
        var item = part / job->Grid.Parts;
        ref var call = ref job->Call;
        var (row, rowEnd, column, columnEnd) = job->Grid[part % job->Grid.Parts, call.M, call.N];
        var left = new StridedLeft(call.A + item * job->AStep, call.ARow, call.ACol, call.Alpha);
        var target = new GemmTarget { C = call.C + item * job->CStep, CRow = call.CRow, Accumulate = call.Accumulate, Bias = call.Bias, Tail = call.Tail };
        var b = (byte*)call.B + item * job->BStep * call.BType.Size();
        switch (call.BType)
        {
            case DType.Float32:
                var fp32 = new StridedRight<StoredFloat32>(b, call.BRow, call.BCol);
                GemmShared.Rectangle(ref left, ref fp32, row, rowEnd, column, columnEnd, call.K, 1, target);
                break;
            case DType.Float16:
                var fp16 = new StridedRight<StoredFloat16>(b, call.BRow, call.BCol);
                GemmShared.Rectangle(ref left, ref fp16, row, rowEnd, column, columnEnd, call.K, 1, target);
                break;
            default:
                var bf16 = new StridedRight<StoredBFloat16>(b, call.BRow, call.BCol);
                GemmShared.Rectangle(ref left, ref bf16, row, rowEnd, column, columnEnd, call.K, 1, target);
                break;
        }
    }
}
