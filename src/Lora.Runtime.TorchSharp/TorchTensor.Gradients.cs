using Lora.Tensors;
using TorchSharp;

namespace Lora.Runtime.Torch;

// What a gradient is of, and where it goes.
internal sealed partial class TorchTensor
{
    private TorchTensor? _grad;
    private bool _ownsGrad;
    private bool _hasHook;

    public override bool RequiresGrad
    {
        get => Native.requires_grad;
        set
        {
            if (value && (DType != DType.Float32 || !_native.is_leaf))
            {
                throw new ArgumentException(_native.is_leaf
                    ? $"Gradients are fp32; this tensor is {DType}." : "Only a leaf can be told to require a gradient.");
            }

            if (_native.is_leaf)
            {
                _native.requires_grad = value;
            }
        }
    }

    public override Tensor? Grad
    {
        get
        {
            if (_grad is null && !_hasHook && Native.grad is { } made)
            {
                // lives as long as this leaf
                (_grad, _ownsGrad) = (new TorchTensor(_runtime, made, owned: false), true);
            }

            return _grad;
        }

        set
        {
            if (value is not null && !value.Shape.SequenceEqual(Shape))
            {
                throw new ArgumentException($"Gradient {value} for {this}.");
            }

            DropGrad();
            _grad = (TorchTensor?)value;
            if (!_hasHook)
            {
                Native.grad = _grad?.Native;
            }
        }
    }

    // TorchSharp has none of libtorch's hooks: a node that gives nothing further stands between the leaf and what is computed from it
    public override void RegisterPostAccumulateGradHook(Action<Tensor> hook)
    {
        if (_hasHook || !Native.is_leaf || !_native.requires_grad)
        {
            throw new InvalidOperationException(_hasHook ? "The leaf has a hook." : "Only a leaf that requires a gradient can have a hook.");
        }

        var leaf = _native;
        _native = _runtime.Do(nameof(RegisterPostAccumulateGradHook), () =>
            GradientNode.Record(_runtime, leaf.detach(), [leaf], [], Complete, lasts: true).DetachFromDisposeScope());
        _hasHook = true;
        leaf.Dispose();

        Native?[] Complete(Native gradient) => _runtime.WithGradient<Native?[]>(false, () =>
        {
            TakeGrad(gradient);
            hook(this);
            return [null];
        });
    }

    public override void Backward(Tensor? gradient = null)
    {
        if (gradient is null ? Count != 1 : !gradient.Shape.SequenceEqual(Shape))
        {
            throw new ArgumentException(gradient is null ? $"Backward of {this} needs a gradient." : $"Gradient {gradient} for {this}.");
        }

        if (RequiresGrad)
        {
            using var one = gradient is null ? (TorchTensor)_runtime.Ones(Shape) : null;
            _runtime.Backward(Native, (one ?? (TorchTensor)gradient!).Native);
        }
    }

    /// <summary>A copy: what libtorch hands on may be the gradient of others too.</summary>
    private void TakeGrad(Native gradient)
    {
        if (_grad is not null)
        {
            _grad.Native.add_(gradient, _runtime.Number(1));
            return;
        }

        (_grad, _ownsGrad) = (new TorchTensor(_runtime, torch.empty_like(_native, requires_grad: false).copy_(gradient), owned: false), true);
    }

    private void DropGrad()
    {
        if (_ownsGrad)
        {
            _grad?.Dispose();
            _ownsGrad = false;
        }

        _grad = null;
    }
}
