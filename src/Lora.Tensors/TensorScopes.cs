namespace Lora.Tensors;

/// <summary>Which scope frees which tensor: the bookkeeping behind <see cref="TensorRuntime.NewScope"/>, for those who implement the port.</summary>
public sealed class TensorScopes
{
    private readonly List<Tensor> _owned = [];
    private readonly List<Scope> _scopes = [];

    /// <summary>Opens a scope inside the innermost one.</summary>
    public TensorScope Open() => new Scope(this);

    /// <summary>Gives a new tensor to the innermost scope, if there is one.</summary>
    public void Own(Tensor tensor)
    {
        tensor.ScopeDepth = _scopes.Count;
        if (_scopes.Count > 0)
        {
            _owned.Add(tensor);
        }
    }

    private sealed class Scope : TensorScope
    {
        private readonly TensorScopes _all;
        private readonly int _depth, _start;

        public Scope(TensorScopes all)
        {
            _all = all;
            _start = all._owned.Count;
            all._scopes.Add(this);
            _depth = all._scopes.Count;
        }

        public override Tensor Keep(Tensor tensor)
        {
            tensor.ScopeDepth = Math.Min(tensor.ScopeDepth, _depth - 1);
            return tensor;
        }

        public override void Dispose()
        {
            if (_all._scopes.Count < _depth || _all._scopes[_depth - 1] != this)
            {
                return;
            }

            // scopes left open inside this one end with it
            _all._scopes.RemoveRange(_depth - 1, _all._scopes.Count - _depth + 1);
            var owned = _all._owned;
            var to = _start;
            for (var i = _start; i < owned.Count; i++)
            {
                var tensor = owned[i];
                if (tensor.IsDisposed)
                {
                    continue;
                }

                if (tensor.ScopeDepth >= _depth)
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
}
