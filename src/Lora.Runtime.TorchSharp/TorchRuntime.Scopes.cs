using Lora.Tensors;

namespace Lora.Runtime.Torch;

// Who frees which tensor.
internal sealed partial class TorchRuntime
{
    public override TensorScope NewScope() => new Scope(this);

    /// <summary>Counts a tensor and, if it has no other owner, gives it to the innermost scope.</summary>
    public void Add(TorchTensor tensor, bool owned)
    {
        Interlocked.Increment(ref _live);
        if (owned && _scopes.Count > 0)
        {
            tensor.ScopeDepth = _scopes.Count;
            _owned.Add(tensor);
        }
    }

    public void Removed() => Interlocked.Decrement(ref _live);

    private sealed class Scope : TensorScope
    {
        private readonly TorchRuntime _runtime;
        private readonly int _depth, _start;

        public Scope(TorchRuntime runtime)
        {
            _runtime = runtime;
            _start = runtime._owned.Count;
            runtime._scopes.Add(this);
            _depth = runtime._scopes.Count;
        }

        public override Tensor Keep(Tensor tensor)
        {
            var kept = (TorchTensor)tensor;
            kept.ScopeDepth = Math.Min(kept.ScopeDepth, _depth - 1);
            return tensor;
        }

        public override void Dispose()
        {
            if (_runtime._scopes.Count < _depth || _runtime._scopes[_depth - 1] != this)
            {
                return;
            }

            // scopes left open inside this one end with it
            _runtime._scopes.RemoveRange(_depth - 1, _runtime._scopes.Count - _depth + 1);
            var owned = _runtime._owned;
            var to = _start;
            for (var i = _start; i < owned.Count; i++)
            {
                var tensor = owned[i];
                if (tensor.ScopeDepth >= _depth)
                {
                    tensor.Dispose();
                }
                else if (!tensor.IsDisposed && tensor.ScopeDepth > 0)
                {
                    owned[to++] = tensor;
                }
            }

            owned.RemoveRange(to, owned.Count - to);
        }
    }
}
