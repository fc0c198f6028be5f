namespace Lora.Tensors.Embedded;

/// <summary>
/// A walk over a shape by up to four operands with strides of their own: dimensions in the memory order of the first operand (the output), those of
/// size 1 dropped, neighbours that every operand walks as one joined. The last one is the inner loop.
/// </summary>
internal unsafe struct LoopNest
{
    public const int Operands = 4;
    public int Rank;
    private fixed long _sizes[Layout.MostDims];
    private fixed long _strides[Operands * Layout.MostDims];

    public readonly long Size(int dim) => _sizes[dim];

    public readonly long Stride(int operand, int dim) => _strides[operand * Layout.MostDims + dim];

    public readonly long InnerSize => Rank == 0 ? 1 : _sizes[Rank - 1];

    public readonly long InnerStride(int operand) => Rank == 0 ? 1 : Stride(operand, Rank - 1);

    /// <summary>Number of inner loops.</summary>
    public readonly long Outer
    {
        get
        {
            long n = 1;
            for (var i = 0; i < Rank - 1; i++)
            {
                n *= _sizes[i];
            }

            return n;
        }
    }

    public LoopNest(
        ReadOnlySpan<int> shape, ReadOnlySpan<long> a, ReadOnlySpan<long> b = default, ReadOnlySpan<long> c = default, ReadOnlySpan<long> d = default)
    {
        if (shape.Length > Layout.MostDims)
        {
            throw new ArgumentException($"Tensors have at most {Layout.MostDims} dimensions, not {shape.Length}.");
        }

        Span<int> dims = stackalloc int[Layout.MostDims];
        var count = 0;
        for (var i = 0; i < shape.Length; i++)
        {
            if (shape[i] == 1)
            {
                continue;
            }

            var at = count++;
            while (at > 0 && Math.Abs(a[dims[at - 1]]) < Math.Abs(a[i]))
            {
                dims[at] = dims[at - 1];
                at--;
            }

            dims[at] = i;
        }

        for (var i = 0; i < count; i++)
        {
            var dim = dims[i];
            long sa = a[dim], sb = At(b, dim), sc = At(c, dim), sd = At(d, dim);
            var size = shape[dim];
            var last = Rank - 1;
            if (Rank > 0 && Stride(0, last) == sa * size && Stride(1, last) == sb * size && Stride(2, last) == sc * size && Stride(3, last) == sd * size)
            {
                _sizes[last] *= size;
            }
            else
            {
                last = Rank++;
                _sizes[last] = size;
            }

            _strides[last] = sa;
            _strides[Layout.MostDims + last] = sb;
            _strides[2 * Layout.MostDims + last] = sc;
            _strides[3 * Layout.MostDims + last] = sd;
        }
    }

    private static long At(ReadOnlySpan<long> strides, int dim) => strides.IsEmpty ? 0 : strides[dim];

    /// <summary>Element offsets of the four operands at an inner loop's start.</summary>
    public readonly void Offsets(long index, long* offsets)
    {
        long a = 0, b = 0, c = 0, d = 0;
        for (var i = Rank - 2; i >= 0; i--)
        {
            var at = index % _sizes[i];
            index /= _sizes[i];
            a += at * Stride(0, i);
            b += at * Stride(1, i);
            c += at * Stride(2, i);
            d += at * Stride(3, i);
        }

        offsets[0] = a;
        offsets[1] = b;
        offsets[2] = c;
        offsets[3] = d;
    }
}
