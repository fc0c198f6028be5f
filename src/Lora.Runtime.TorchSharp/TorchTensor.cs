using System.Runtime.CompilerServices;
using Lora.Tensors;
using TorchSharp;

namespace Lora.Runtime.Torch;

/// <summary>A tensor of libtorch's with the port's manners: who frees it, when it may be read, what its gradient is.</summary>
internal sealed partial class TorchTensor : Tensor
{
    private readonly TorchRuntime _runtime;
    private Native _native;
    private int[]? _sizes;
    private DType? _type;

    /// <summary>Takes over a tensor of TorchSharp's.</summary>
    public TorchTensor(TorchRuntime runtime, Native native, bool owned = true)
    {
        _runtime = runtime;
        _native = native.DetachFromDisposeScope();
        runtime.Add(this, owned);
    }

    public override TorchRuntime Runtime => _runtime;

    public override DType DType => _type ??= Native.dtype switch
    {
        torch.ScalarType.Float32 => DType.Float32,
        torch.ScalarType.Float16 => DType.Float16,
        torch.ScalarType.BFloat16 => DType.BFloat16,
        torch.ScalarType.Int64 => DType.Int64,
        torch.ScalarType.Bool => DType.Bool,
        torch.ScalarType.Byte => DType.UInt8,
        var other => throw new InvalidOperationException($"The port has no {other}."),
    };

    public int[] Sizes => _sizes ??= Array.ConvertAll(Native.shape, size => checked((int)size));

    public override ReadOnlySpan<int> Shape => Sizes;

    /// <summary>The tensor for an operation of libtorch.</summary>
    public Native Native
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            if (_runtime.Watching && _native.requires_grad)
            {
                _runtime.SawGradient = true;
            }

            return _native;
        }
    }

    /// <summary>The same as fp32, with gradient: halves are cast, other types refused.</summary>
    private Native Floats => DType switch
    {
        DType.Float32 => Native,
        DType.Float16 or DType.BFloat16 => Native.to(torch.float32),
        _ => throw new ArgumentException($"Arithmetic needs floats, not {DType}; Cast first."),
    };

    public override Tensor Detach() => Run(() => Native.detach());

    public override Tensor Cast(DType type) => type == DType ? this : Run(() => Native.to(Type(type)));

    public override void Dispose()
    {
        if (!IsDisposed)
        {
            IsDisposed = true;
            _runtime.Removed();
            DropGrad();
            _native.Dispose();
        }
    }

    public override string ToString() => IsDisposed ? "a tensor that was freed with its scope" : $"{DType} [{string.Join(", ", Sizes)}]";

    public static torch.ScalarType Type(DType type) => type switch
    {
        DType.Float32 => torch.ScalarType.Float32,
        DType.Float16 => torch.ScalarType.Float16,
        DType.BFloat16 => torch.ScalarType.BFloat16,
        DType.Int64 => torch.ScalarType.Int64,
        DType.UInt8 => torch.ScalarType.Byte,
        _ => torch.ScalarType.Bool,
    };

    /// <summary>Sizes, dimensions or repeats as libtorch takes them.</summary>
    public static long[] Long(ReadOnlySpan<int> values)
    {
        var result = new long[values.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = values[i];
        }

        return result;
    }

    private TorchTensor Run(Func<Native> body, [CallerMemberName] string operation = "") => _runtime.Run(operation, body, this);

    private int Dim(int dim)
    {
        var at = dim < 0 ? dim + Rank : dim;
        return (uint)at < (uint)Rank ? at : throw new ArgumentException($"No dimension {dim} in {this}.");
    }
}
