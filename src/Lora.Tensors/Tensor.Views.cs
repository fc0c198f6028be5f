namespace Lora.Tensors;

// Views and rearrangements. Where the layout allows they share storage; never write in place through one unless said so.
public abstract partial class Tensor
{
    /// <summary>One size may be -1. Copies only if the layout asks for it.</summary>
    public abstract Tensor Reshape(params ReadOnlySpan<int> shape);

    public abstract Tensor Permute(params ReadOnlySpan<int> dims);

    public abstract Tensor Transpose(int dim0, int dim1);

    /// <summary>Broadcasts dimensions of size 1; -1 keeps a size. New leading dimensions are allowed.</summary>
    public abstract Tensor Expand(params ReadOnlySpan<int> shape);

    /// <summary>x[start:end:step] along one dimension; negative positions count from the end, end is clamped; step is positive.</summary>
    public abstract Tensor Slice(int dim, int start, int end, int step = 1);

    /// <summary>length entries from start, a view that in-place operations may write through (flat parameter buffers).</summary>
    public abstract Tensor Narrow(int dim, int start, int length);

    public abstract Tensor Flip(params ReadOnlySpan<int> dims);

    public abstract Tensor Roll(int shift, int dim);

    public abstract Tensor Repeat(params ReadOnlySpan<int> repeats);

    public abstract Tensor RepeatInterleave(int repeats, int dim);

    /// <summary>Zeros above the diagonal-th diagonal of the last two dimensions.</summary>
    public abstract Tensor Tril(int diagonal = 0);

    /// <summary>Zeros below the diagonal-th diagonal of the last two dimensions.</summary>
    public abstract Tensor Triu(int diagonal = 0);

    /// <summary>
    /// pad as in torch.nn.functional.pad: pairs (before, after) from the last dimension backwards; negative crops (constant mode). Reflect and replicate
    /// take the last two dimensions of a 4-D tensor.
    /// </summary>
    public abstract Tensor Pad(ReadOnlySpan<int> pad, PadMode mode = PadMode.Constant, double value = 0);

    /// <summary>index: Int64, 1-D.</summary>
    public abstract Tensor IndexSelect(int dim, Tensor index);

    /// <summary>index: Int64 of this rank, as torch.gather.</summary>
    public abstract Tensor Gather(int dim, Tensor index);

    public Tensor Unsqueeze(int dim)
    {
        dim = dim < 0 ? dim + Rank + 1 : dim;
        var shape = new int[Rank + 1];
        Shape[..dim].CopyTo(shape);
        shape[dim] = 1;
        Shape[dim..].CopyTo(shape.AsSpan(dim + 1));
        return Reshape(shape);
    }

    /// <summary>Drops a dimension of size 1.</summary>
    public Tensor Squeeze(int dim)
    {
        dim = dim < 0 ? dim + Rank : dim;
        if (Shape[dim] != 1)
        {
            throw new ArgumentException($"Squeeze: dimension {dim} has size {Shape[dim]}, not 1.");
        }

        return Reshape([.. Shape[..dim], .. Shape[(dim + 1)..]]);
    }

    /// <summary>Parts of the given sizes along a dimension.</summary>
    public Tensor[] Split(ReadOnlySpan<int> sizes, int dim)
    {
        var parts = new Tensor[sizes.Length];
        for (int i = 0, at = 0; i < parts.Length; at += sizes[i++])
        {
            parts[i] = Narrow(dim, at, sizes[i]);
        }

        return parts;
    }

    /// <summary>At most <paramref name="chunks"/> parts of ceil(size / chunks), the last one shorter.</summary>
    public Tensor[] Chunk(int chunks, int dim)
    {
        var size = Size(dim);
        var each = (size + chunks - 1) / chunks;
        var sizes = new List<int>();
        for (var at = 0; at < size; at += each)
        {
            sizes.Add(Math.Min(each, size - at));
        }

        return Split(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(sizes), dim);
    }
}

public enum PadMode
{
    Constant,
    Reflect,
    Replicate,
}
