namespace Lora.Tensors.Embedded;

/// <summary>Strides, in elements, of tensors in memory.</summary>
internal static class Layout
{
    public const int MostDims = 8;

    public static long Count(ReadOnlySpan<int> sizes)
    {
        long count = 1;
        foreach (var size in sizes)
        {
            count *= size;
        }

        return count;
    }

    public static long[] RowMajor(ReadOnlySpan<int> sizes)
    {
        var strides = new long[sizes.Length];
        long step = 1;
        for (var i = sizes.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= sizes[i];
        }

        return strides;
    }

    /// <summary>Dense strides for a shape in the memory order of another tensor of that rank: where it is channels-last, so is this.</summary>
    public static long[] Like(ReadOnlySpan<int> sizes, EmbeddedTensor reference) =>
        reference.Rank == sizes.Length && !reference.IsRowMajor ? InOrder(sizes, reference.Sizes, reference.Strides) : RowMajor(sizes);

    private static long[] InOrder(ReadOnlySpan<int> sizes, int[] shape, long[] order)
    {
        Span<int> dims = stackalloc int[sizes.Length];
        for (var i = 0; i < dims.Length; i++)
        {
            // insertion by falling stride, stable; a dimension without extent says nothing and stays where it is
            var at = i;
            while (at > 0 && shape[i] > 1 && order[i] != 0 && shape[dims[at - 1]] > 1 && Math.Abs(order[dims[at - 1]]) < Math.Abs(order[i]))
            {
                dims[at] = dims[at - 1];
                at--;
            }

            dims[at] = i;
        }

        var strides = new long[sizes.Length];
        long step = 1;
        for (var i = dims.Length - 1; i >= 0; i--)
        {
            strides[dims[i]] = step;
            step *= sizes[dims[i]];
        }

        return strides;
    }

    /// <summary>NHWC strides of an NCHW shape (any number of space dimensions).</summary>
    public static long[] ChannelsLast(ReadOnlySpan<int> sizes)
    {
        var strides = new long[sizes.Length];
        long step = sizes[1];
        strides[1] = 1;
        for (var i = sizes.Length - 1; i >= 2; i--)
        {
            strides[i] = step;
            step *= sizes[i];
        }

        strides[0] = step;
        return strides;
    }

    /// <summary>Whether the elements fill one run of memory, each place once, in whatever order.</summary>
    public static bool IsDense(ReadOnlySpan<int> sizes, ReadOnlySpan<long> strides)
    {
        Span<int> dims = stackalloc int[sizes.Length];
        var count = 0;
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == 1)
            {
                continue;
            }

            var at = count++;
            while (at > 0 && strides[dims[at - 1]] > strides[i])
            {
                dims[at] = dims[at - 1];
                at--;
            }

            dims[at] = i;
        }

        long step = 1;
        foreach (var d in dims[..count])
        {
            if (strides[d] != step)
            {
                return false;
            }

            step *= sizes[d];
        }

        return true;
    }

    public static bool IsRowMajor(ReadOnlySpan<int> sizes, ReadOnlySpan<long> strides)
    {
        long step = 1;
        for (var i = sizes.Length - 1; i >= 0; i--)
        {
            if (sizes[i] != 1 && strides[i] != step)
            {
                return false;
            }

            step *= sizes[i];
        }

        return true;
    }

    /// <summary>Equal but for dimensions of size 1, whose strides mean nothing.</summary>
    public static bool SameStrides(ReadOnlySpan<int> sizes, ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] != 1 && a[i] != b[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The strides of a view of another shape, or null where only a copy can have it.</summary>
    public static long[]? Reshaped(ReadOnlySpan<int> sizes, ReadOnlySpan<long> strides, ReadOnlySpan<int> to)
    {
        var result = new long[to.Length];
        if (Count(sizes) == 0)
        {
            return RowMajor(to);
        }

        // walk both shapes from the back in groups of equal products; inside a group the old dimensions must lie one in the next
        var next = to.Length - 1;
        for (var i = sizes.Length - 1; i >= 0;)
        {
            if (sizes[i] == 1)
            {
                i--;
                continue;
            }

            long product = sizes[i], step = strides[i], newProduct = 1, expected = strides[i] * sizes[i];
            i--;
            while (true)
            {
                while (next >= 0 && newProduct < product)
                {
                    result[next] = step * newProduct;
                    newProduct *= to[next--];
                }

                if (newProduct == product)
                {
                    break;
                }

                while (i >= 0 && sizes[i] == 1)
                {
                    i--;
                }

                if (i < 0 || strides[i] != expected)
                {
                    return null;
                }

                product *= sizes[i];
                expected *= sizes[i];
                i--;
            }
        }

        for (; next >= 0; next--)
        {
            result[next] = 1;
        }

        return result;
    }

    /// <summary>The shape two shapes broadcast to.</summary>
    public static int[] Broadcast(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        if (a.SequenceEqual(b))
        {
            return a.ToArray();
        }

        var rank = Math.Max(a.Length, b.Length);
        var shape = new int[rank];
        for (var i = 1; i <= rank; i++)
        {
            int x = i <= a.Length ? a[^i] : 1, y = i <= b.Length ? b[^i] : 1;
            if (x != y && x != 1 && y != 1)
            {
                throw new ArgumentException($"Shapes [{string.Join(", ", a.ToArray())}] and [{string.Join(", ", b.ToArray())}] do not broadcast.");
            }

            shape[^i] = x == 1 ? y : x;
        }

        return shape;
    }
}
