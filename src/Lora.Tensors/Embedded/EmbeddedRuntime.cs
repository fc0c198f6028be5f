namespace Lora.Tensors.Embedded;

/// <summary>
/// The runtime in C# on the CPU, the reference of every other one: the same bits on every machine, thread count and vector width.
/// Bound to the thread that uses it; kernels share work out to <see cref="Kernels.Workers"/>.
/// </summary>
public sealed partial class EmbeddedRuntime : TensorRuntime
{
    private readonly TensorScopes _scopes = new();
    private int _withoutGradient;

    internal BufferPool Pool { get; } = new();

    internal int Live { get; set; }

    /// <summary>Set when an operation on a tensor that requires a gradient was not recorded: tells a checkpoint whether it needs a backward.</summary>
    internal bool SkippedGradient { get; set; }

    /// <summary>Nodes recorded so far: a node's inputs have smaller numbers.</summary>
    internal long Recorded { get; set; }

    public override string Name => "embedded-1/cpu";

    public override string Description => $"embedded 1 on the CPU, {Kernels.Workers.Threads} threads";

    public override bool GradEnabled => _withoutGradient == 0;

    public override long LiveBytes => Pool.LiveBytes;

    /// <summary>The most that <see cref="LiveBytes"/> ever was.</summary>
    public long PeakBytes => Pool.PeakBytes;

    /// <summary>Bytes of mapped files that tensors lie in, see <see cref="FromMapped"/>.</summary>
    public long MappedBytes { get; private set; }

    // .NET with the engine's assemblies, and what the kernels pack for each thread
    public override RuntimeMemory Memory { get; } =
        new(DType.Float32, IsFused: true, 150_000_000, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) { Taken = BufferPool.SizeClass };

    public override int LiveTensors => Live;

    public override void Trim() => Pool.Trim();

    public override TensorScope NewScope() => _scopes.Open();

    public override IDisposable NoGrad() => new GradientPause(this);

    public override void Dispose() => Pool.Dispose();

    internal void Own(EmbeddedTensor tensor) => _scopes.Own(tensor);

    private sealed class GradientPause : IDisposable
    {
        private EmbeddedRuntime? _runtime;

        public GradientPause(EmbeddedRuntime runtime)
        {
            _runtime = runtime;
            runtime._withoutGradient++;
        }

        public void Dispose()
        {
            if (_runtime is not null)
            {
                _runtime._withoutGradient--;
                _runtime = null;
            }
        }
    }

    /// <summary>Runs with gradients as given and puts the mode back.</summary>
    internal T WithGradient<T>(bool enabled, Func<T> body)
    {
        var before = _withoutGradient;
        _withoutGradient = enabled ? 0 : 1;
        try
        {
            return body();
        }
        finally
        {
            _withoutGradient = before;
        }
    }
}
