namespace Lora.Tensors;

/// <summary>
/// The port's tensor: operations are named as in PyTorch and mean the same; shapes are logical (images NCHW), layout is the runtime's secret. Differentiable
/// operations record a gradient when an input requires one and gradients are on. Names that end in an underscore work in place and record nothing. Scalars
/// are doubles. No operation returns a host number: <see cref="Item"/>, <see cref="ToFloats"/> and <see cref="CopyTo"/> are the only reads. Wrong shapes and
/// types throw <see cref="ArgumentException"/>.
/// </summary>
public abstract partial class Tensor : IDisposable
{
    public abstract TensorRuntime Runtime { get; }

    public abstract DType DType { get; }

    public abstract ReadOnlySpan<int> Shape { get; }

    public int Rank => Shape.Length;

    /// <summary>Which of the nested scopes frees it, from 1; 0 for none.</summary>
    internal int ScopeDepth { get; set; }

    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            long n = 1;
            foreach (var d in Shape)
            {
                n *= d;
            }

            return n;
        }
    }

    /// <summary>Size of a dimension; negative counts from the end.</summary>
    public int Size(int dim) => Shape[dim < 0 ? dim + Rank : dim];

    /// <summary>Set on leaves (parameters, or an input whose gradient is wanted) before use.</summary>
    public abstract bool RequiresGrad { get; set; }

    /// <summary>
    /// The accumulated gradient of a leaf, null before the first backward. Setting it to a tensor of the same shape makes backward add into that tensor
    /// (a view of a flat buffer, say); it is then zeroed with <see cref="Zero_"/>, never replaced.
    /// </summary>
    public abstract Tensor? Grad { get; set; }

    /// <summary>
    /// Adds the gradient of this tensor (times <paramref name="gradient"/>, which may be left out of a one-element tensor) into the <see cref="Grad"/> of every
    /// leaf it depends on, freeing the recorded graph as it goes.
    /// </summary>
    public abstract void Backward(Tensor? gradient = null);

    /// <summary>
    /// Has each <see cref="Backward"/> that reaches this leaf call the hook as soon as the leaf's <see cref="Grad"/> is complete, on the way back and with
    /// gradients off. Then nothing recorded needs its values any more: the hook may change them in place, and free the gradient by setting it to null. Told
    /// once a leaf, before its first use. A leaf in several checkpointed segments is complete in each of them in turn: such a one cannot be changed in a hook.
    /// </summary>
    /// <exception cref="InvalidOperationException">This is no leaf that requires a gradient, or it has a hook.</exception>
    public abstract void RegisterPostAccumulateGradHook(Action<Tensor> hook);

    /// <summary>The same values without history.</summary>
    public abstract Tensor Detach();

    /// <summary>Another element type: fp32 to fp16/bf16 rounds to nearest even; to Int64 truncates. Differentiable between float types.</summary>
    public abstract Tensor Cast(DType type);

    /// <summary>The single value of a one-element tensor: synchronises.</summary>
    public abstract double Item();

    /// <summary>All values in row-major order as fp32: synchronises.</summary>
    public abstract void CopyTo(Span<float> destination);

    public float[] ToFloats()
    {
        var values = new float[Count];
        CopyTo(values);
        return values;
    }

    public abstract long[] ToLongs();

    /// <summary>True once it was freed, by itself or with its scope.</summary>
    public bool IsDisposed { get; protected set; }

    /// <summary>Frees this tensor's hold on its storage now instead of at the end of its scope. Idempotent.</summary>
    public abstract void Dispose();
}
