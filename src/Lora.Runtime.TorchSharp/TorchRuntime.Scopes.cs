using Lora.Tensors;

namespace Lora.Runtime.Torch;

// Who frees which tensor.
internal sealed partial class TorchRuntime
{
    private readonly TensorScopes _scopes = new();

    public override TensorScope NewScope() => _scopes.Open();

    /// <summary>Counts a tensor and, if it has no other owner, gives it to the innermost scope.</summary>
    public void Add(TorchTensor tensor, bool owned)
    {
        Interlocked.Increment(ref _live);
        if (owned)
        {
            _scopes.Own(tensor);
        }
    }

    public void Removed() => Interlocked.Decrement(ref _live);
}
