using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Elements in a row that tensors are views of.</summary>
/// <param name="Key">Which of the file's storages.</param>
/// <param name="DType">Type of an element.</param>
/// <param name="Count">Elements, not negative.</param>
internal sealed record PickledStorage(string Key, SafetensorsDType DType, long Count);

/// <summary>A tensor as a pickle describes it, checked against the storage that the pickle describes, not yet against the file's.</summary>
internal sealed class PickledTensor
{
    private const int MaxRank = 64; // as PyTorch

    public PickledStorage Storage { get; }

    /// <summary>First element in the storage.</summary>
    public long Offset { get; }

    /// <summary>Sizes, outermost first.</summary>
    public long[] Shape { get; }

    /// <summary>Elements of the storage from one index to the next, by dimension; 0 where a dimension was expanded.</summary>
    public long[] Strides { get; }

    /// <summary>Elements.</summary>
    public long Count { get; }

    /// <summary>Elements of the storage from the first to the last, both included.</summary>
    public long Extent { get; }

    /// <summary>Its elements stand in the storage as they would in a row-major file.</summary>
    public bool IsContiguous { get; }

    /// <exception cref="OverflowException">A number is beyond what any file could hold.</exception>
    /// <exception cref="ArgumentException">It is no view of the storage.</exception>
    public PickledTensor(PickledStorage storage, long offset, long[] shape, long[] strides)
    {
        (Storage, Offset, Shape, Strides) = (storage, offset, shape, strides);
        if (shape.Length != strides.Length || shape.Length > MaxRank || offset < 0 || shape.Any(n => n < 0) || strides.Any(n => n < 0))
        {
            throw new ArgumentException("a tensor's shape, strides or offset cannot be");
        }

        Count = shape.Contains(0) ? 0 : shape.Aggregate(1L, (product, size) => checked(product * size));
        Extent = Count == 0 ? 0 : shape.Zip(strides).Aggregate(1L, (sum, d) => checked(sum + ((d.First - 1) * d.Second)));
        IsContiguous = Count == 0 || HasRowMajorStrides();
        _ = checked(Count * storage.DType.Size());
        if (checked(offset + Extent) > storage.Count)
        {
            throw new ArgumentException($"a tensor reaches to element {offset + Extent} of a storage that has {storage.Count}");
        }
    }

    private bool HasRowMajorStrides()
    {
        long expected = 1;
        for (var i = Shape.Length - 1; i >= 0; i--)
        {
            if (Shape[i] != 1 && Strides[i] != expected)
            {
                return false;
            }

            expected *= Shape[i];
        }

        return true;
    }
}
