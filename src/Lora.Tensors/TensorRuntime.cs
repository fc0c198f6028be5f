namespace Lora.Tensors;

/// <summary>
/// The port's factory side: where tensors come from, the scope that frees them, gradient mode and checkpointing. One object stands for one engine on one
/// device. A runtime is bound to the thread that uses it; there is no <c>await</c> inside a scope.
/// </summary>
public abstract class TensorRuntime : IDisposable
{
    /// <summary>Name of engine and device as it stands in stage keys, for instance <c>embedded-1/cpu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Engine, version, device, threads and memory in one line for people: <c>embedded 1 on the CPU, 2 threads</c>.</summary>
    public abstract string Description { get; }

    /// <summary>
    /// The type in which products with a frozen weight of that type, and attention, are computed on an engine that can: fp32, or fp16 or bf16 for mixed
    /// precision. The embedded runtime computes in fp32 whatever it says: fewer bits are storage there.
    /// </summary>
    public DType ProductType { get; set; } = DType.Float32;

    public abstract Tensor Full(ReadOnlySpan<int> shape, double value, DType type = DType.Float32);

    public Tensor Zeros(ReadOnlySpan<int> shape, DType type = DType.Float32) => Full(shape, 0, type);

    public Tensor Ones(ReadOnlySpan<int> shape, DType type = DType.Float32) => Full(shape, 1, type);

    /// <summary>0-dimensional fp32 tensor.</summary>
    public Tensor Scalar(double value) => Full([], value);

    /// <summary>start, start + step, ... <paramref name="count"/> values, fp32 or int64.</summary>
    public abstract Tensor Arange(double start, double step, int count, DType type = DType.Float32);

    /// <summary>Copies fp32 values given in row-major order of <paramref name="shape"/>.</summary>
    public abstract Tensor FromFloats(ReadOnlySpan<float> values, ReadOnlySpan<int> shape);

    public abstract Tensor FromLongs(ReadOnlySpan<long> values, ReadOnlySpan<int> shape);

    /// <summary>Copies raw little-endian elements of <paramref name="type"/> in row-major order; for weights that stay in fp16 or bf16.</summary>
    public abstract Tensor FromBytes(ReadOnlySpan<byte> values, ReadOnlySpan<int> shape, DType type);

    /// <summary>
    /// As <see cref="FromBytes"/>, of elements that stay where they are and unchanged until <paramref name="hold"/> is disposed, as those of a mapped file: a
    /// runtime that computes in main memory uses them there, without a copy of its own. The tensor is for reading only.
    /// </summary>
    /// <param name="values">The elements, in memory that no collector moves.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="type">Their type.</param>
    /// <param name="hold">Disposed when they are no longer needed: at once where they were copied, or on a fault.</param>
    public virtual Tensor FromMapped(ReadOnlySpan<byte> values, ReadOnlySpan<int> shape, DType type, IDisposable hold)
    {
        using (hold)
        {
            return FromBytes(values, shape, type);
        }
    }

    /// <summary>Joins tensors along an existing dimension; other dimensions are equal.</summary>
    public abstract Tensor Cat(ReadOnlySpan<Tensor> tensors, int dim);

    /// <summary>Joins equally shaped tensors along a new dimension.</summary>
    public Tensor Stack(ReadOnlySpan<Tensor> tensors, int dim)
    {
        var parts = new Tensor[tensors.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = tensors[i].Unsqueeze(dim < 0 ? dim + tensors[0].Rank + 1 : dim);
        }

        return Cat(parts, dim < 0 ? dim + tensors[0].Rank + 1 : dim);
    }

    /// <summary>
    /// Everything made on this runtime until the scope is disposed is freed then, save what <see cref="TensorScope.Keep"/> moves outside.
    /// Scopes nest; a tensor belongs to the innermost one at its creation.
    /// </summary>
    public abstract TensorScope NewScope();

    /// <summary>Operations until disposal record no gradient.</summary>
    public abstract IDisposable NoGrad();

    public abstract bool GradEnabled { get; }

    /// <summary>
    /// Gradient checkpointing: runs <paramref name="segment"/> without keeping its activations and runs it again during backward.
    /// The segment must be a pure function of its inputs and of parameters.
    /// </summary>
    public abstract Tensor Checkpoint(Func<Tensor[], Tensor> segment, params Tensor[] inputs);

    /// <summary>Bytes of live tensor storage now, mapped files left out; 0 where an engine cannot say.</summary>
    public abstract long LiveBytes { get; }

    /// <summary>Gives memory that waits for the next tensor back, when another phase of the work with other sizes begins.</summary>
    public virtual void Trim()
    {
    }

    /// <summary>How it uses memory.</summary>
    public abstract RuntimeMemory Memory { get; }

    /// <summary>Number of live tensors: each runtime's tests end with the count they began with.</summary>
    public abstract int LiveTensors { get; }

    public abstract void Dispose();
}

/// <summary>See <see cref="TensorRuntime.NewScope"/>.</summary>
public abstract class TensorScope : IDisposable
{
    /// <summary>Moves the tensor to the enclosing scope (or to none) and returns it.</summary>
    public abstract Tensor Keep(Tensor tensor);

    public abstract void Dispose();
}
