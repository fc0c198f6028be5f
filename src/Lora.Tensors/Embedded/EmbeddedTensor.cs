
namespace Lora.Tensors.Embedded;

/// <summary>A strided view of a pooled native buffer, with its place in the recorded graph.</summary>
internal sealed unsafe partial class EmbeddedTensor : Tensor
{
    private readonly EmbeddedRuntime _runtime;
    private readonly Buffer _buffer;
    private readonly long _offset;
    private EmbeddedTensor? _grad;
    private bool _requiresGrad;
    private sbyte _dense = -1, _rowMajor = -1;

    /// <summary>Takes over one use of the buffer. Strides and offset in elements.</summary>
    public EmbeddedTensor(EmbeddedRuntime runtime, Buffer buffer, long offset, int[] sizes, long[] strides, DType type, bool owned = true)
    {
        this._runtime = runtime;
        this._buffer = buffer;
        this._offset = offset;
        Sizes = sizes;
        Strides = strides;
        DType = type;
        runtime.Live++;
        if (owned)
        {
            runtime.Own(this);
        }
    }

    public override EmbeddedRuntime Runtime => _runtime;

    public override DType DType { get; }

    public int[] Sizes { get; }

    public long[] Strides { get; }

    public override ReadOnlySpan<int> Shape => Sizes;

    public GradNode? Node { get; private set; }

    public byte* Data => IsDisposed
        ? throw new ObjectDisposedException(ToString(), "The tensor was freed with its scope.")
        : _buffer.Start + _offset * DType.Size();

    public float* Floats => (float*)Data;

    public long* Longs => (long*)Data;

    public bool IsDense => (_dense >= 0 ? _dense : _dense = (sbyte)(Layout.IsDense(Sizes, Strides) ? 1 : 0)) == 1;

    public bool IsRowMajor => (_rowMajor >= 0 ? _rowMajor : _rowMajor = (sbyte)(Layout.IsRowMajor(Sizes, Strides) ? 1 : 0)) == 1;

    /// <summary>No other tensor sees this memory.</summary>
    public bool IsAlone => _buffer.Users == 1 && IsDense;

    public override bool RequiresGrad
    {
        get => _requiresGrad || Node is not null;
        set
        {
            if (value && (Node is not null || DType != DType.Float32))
            {
                throw new ArgumentException(Node is null ? $"Gradients are fp32; this tensor is {DType}." : "Only a leaf can be told to require a gradient.");
            }

            _requiresGrad = value;
        }
    }

    /// <summary>What works in place begins here.</summary>
    /// <exception cref="InvalidOperationException">The memory is a mapped file's.</exception>
    private EmbeddedTensor Writable() => _buffer.IsReadOnly
        ? throw new InvalidOperationException($"{this} lies in a mapped file, which is not written to.") : this;

    /// <summary>The same elements by other strides, without history.</summary>
    public EmbeddedTensor Alias(int[] sizes, long[] strides, long shift = 0, bool owned = true)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        _buffer.Users++;
        return new EmbeddedTensor(_runtime, _buffer, _offset + shift, sizes, strides, DType, owned);
    }

    public EmbeddedTensor Alias(bool owned = true) => Alias(Sizes, Strides, 0, owned);

    public override Tensor Detach() => Alias();

    public int Dim(int dim)
    {
        var at = dim < 0 ? dim + Rank : dim;
        return (uint)at < (uint)Rank ? at : throw new ArgumentException($"No dimension {dim} in {this}.");
    }

    public void ExpectFloat32(string operation)
    {
        if (DType != DType.Float32)
        {
            throw new ArgumentException($"{operation} needs Float32, not {DType}.");
        }
    }

    public override void Dispose()
    {
        if (IsDisposed)
        {
            return;
        }

        IsDisposed = true;
        _runtime.Live--;
        _buffer.Release();
        if (Node is { } node)
        {
            Node = null;
            node.Drop();
        }

        DropGrad();
    }

    public override string ToString() => $"{DType} [{string.Join(", ", Sizes)}]";
}
