namespace Lora.Tensors.Embedded;

// Small services on layout that operations are written with.
internal sealed unsafe partial class EmbeddedTensor
{
    /// <summary>Uninitialised, this shape and (where it is dense) this layout, fp32.</summary>
    public EmbeddedTensor NewLike() => _runtime.NewIn(Sizes, this);

    /// <summary>This, or its values as fp32 with gradient.</summary>
    public EmbeddedTensor AsFloat32() => DType switch
    {
        DType.Float32 => this,
        DType.Float16 or DType.BFloat16 => (EmbeddedTensor)Cast(DType.Float32),
        _ => throw new ArgumentException($"Arithmetic needs floats, not {DType}; Cast first."),
    };

    /// <summary>Strides for a shape this broadcasts to.</summary>
    public long[] Expanded(ReadOnlySpan<int> shape)
    {
        if (shape.SequenceEqual(Sizes))
        {
            return Strides;
        }

        var strides = new long[shape.Length];
        for (var i = 1; i <= shape.Length; i++)
        {
            if (i > Rank || Sizes[^i] == 1 && shape[^i] != 1)
            {
                continue;
            }

            if (Sizes[^i] != shape[^i])
            {
                throw new ArgumentException($"{this} does not broadcast to [{string.Join(", ", shape.ToArray())}].");
            }

            strides[^i] = Strides[^i];
        }

        return Rank > shape.Length ? throw new ArgumentException($"{this} does not broadcast to [{string.Join(", ", shape.ToArray())}].") : strides;
    }

    /// <summary>Part of one dimension, without history.</summary>
    public EmbeddedTensor View(int dim, int start, int length, int step = 1)
    {
        var sizes = (int[])Sizes.Clone();
        sizes[dim] = length;
        var shift = Strides[dim] * start;
        if (step == 1)
        {
            return Alias(sizes, Strides, shift);
        }

        var strides = (long[])Strides.Clone();
        strides[dim] *= step;
        return Alias(sizes, strides, shift);
    }

    /// <summary>This without history in row-major order: itself, or a copy.</summary>
    public EmbeddedTensor RowMajor()
    {
        if (IsRowMajor)
        {
            return this;
        }

        var to = _runtime.New(Sizes, DType);
        Transfer.Copy(this, to);
        return to;
    }

    /// <summary>A fresh dense copy without history.</summary>
    public EmbeddedTensor Dense()
    {
        var to = new EmbeddedTensor(_runtime, _runtime.Pool.Rent(Count * DType.Size()), 0, Sizes, Layout.Like(Sizes, this), DType);
        Transfer.Copy(this, to);
        return to;
    }

    /// <summary>Sums broadcast dimensions away; itself where there are none.</summary>
    public EmbeddedTensor SumTo(int[] shape)
    {
        if (ReferenceEquals(shape, Sizes) || Shape.SequenceEqual(shape))
        {
            return this;
        }

        var lead = Rank - shape.Length;
        Span<int> dims = stackalloc int[Rank];
        var count = 0;
        for (var i = 0; i < Rank; i++)
        {
            if (i < lead || shape[i - lead] == 1 && Sizes[i] != 1)
            {
                dims[count++] = i;
            }
        }

        var sum = count == 0 ? this : (EmbeddedTensor)Sum(dims[..count], true);
        return (EmbeddedTensor)sum.Reshape(shape);
    }
}
