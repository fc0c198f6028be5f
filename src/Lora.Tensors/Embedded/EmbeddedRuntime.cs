namespace Lora.Tensors.Embedded;

/// <summary>
/// The runtime in C# on the CPU, the reference of every other one: the same bits on every machine, thread count and vector width.
/// Bound to the thread that uses it; kernels share work out to <see cref="Kernels.Workers"/>.
/// </summary>
public sealed partial class EmbeddedRuntime : TensorRuntime
{
    readonly List<EmbeddedTensor?> owned = [];
    readonly List<Scope> scopes = [];
    int withoutGradient;

    internal BufferPool Pool { get; } = new();

    internal int Live { get; set; }

    /// <summary>Set when an operation on a tensor that requires a gradient was not recorded: tells a checkpoint whether it needs a backward.</summary>
    internal bool SkippedGradient { get; set; }

    /// <summary>Nodes recorded so far: a node's inputs have smaller numbers.</summary>
    internal long Recorded { get; set; }

    public override string Name => "embedded/cpu";

    public override bool GradEnabled => withoutGradient == 0;

    public override long LiveBytes => Pool.LiveBytes;

    public override int LiveTensors => Live;

    public override TensorScope NewScope() => new Scope(this);

    public override IDisposable NoGrad() => new GradientPause(this);

    public override void Dispose() => Pool.Dispose();

    internal void Own(EmbeddedTensor tensor)
    {
        tensor.ScopeDepth = scopes.Count;
        if (scopes.Count > 0)
        {
            owned.Add(tensor);
        }
    }

    sealed class Scope : TensorScope
    {
        readonly EmbeddedRuntime runtime;
        readonly int depth, start;

        public Scope(EmbeddedRuntime runtime)
        {
            this.runtime = runtime;
            start = runtime.owned.Count;
            runtime.scopes.Add(this);
            depth = runtime.scopes.Count;
        }

        public override Tensor Keep(Tensor tensor)
        {
            var kept = (EmbeddedTensor)tensor;
            kept.ScopeDepth = Math.Min(kept.ScopeDepth, depth - 1);
            return tensor;
        }

        public override void Dispose()
        {
            if (runtime.scopes.Count < depth || runtime.scopes[depth - 1] != this)
            {
                return;
            }

            // scopes left open inside this one end with it
            runtime.scopes.RemoveRange(depth - 1, runtime.scopes.Count - depth + 1);
            var owned = runtime.owned;
            var to = start;
            for (var i = start; i < owned.Count; i++)
            {
                var tensor = owned[i]!;
                if (tensor.IsDisposed)
                {
                    continue;
                }

                if (tensor.ScopeDepth >= depth)
                {
                    tensor.Dispose();
                }
                else if (tensor.ScopeDepth > 0)
                {
                    owned[to++] = tensor;
                }
            }

            owned.RemoveRange(to, owned.Count - to);
        }
    }

    sealed class GradientPause : IDisposable
    {
        EmbeddedRuntime? runtime;

        public GradientPause(EmbeddedRuntime runtime)
        {
            this.runtime = runtime;
            runtime.withoutGradient++;
        }

        public void Dispose()
        {
            if (runtime is not null)
            {
                runtime.withoutGradient--;
                runtime = null;
            }
        }
    }

    /// <summary>Runs with gradients as given and puts the mode back.</summary>
    internal T WithGradient<T>(bool enabled, Func<T> body)
    {
        var before = withoutGradient;
        withoutGradient = enabled ? 0 : 1;
        try
        {
            return body();
        }
        finally
        {
            withoutGradient = before;
        }
    }
}
