namespace Lora.Tensors.Embedded;

// Views and rearrangements.
internal sealed partial class EmbeddedTensor
{
    public override Tensor Reshape(params ReadOnlySpan<int> shape)
    {
        var sizes = shape.ToArray();
        long known = 1;
        var open = -1;
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == -1 && open < 0)
            {
                open = i;
            }
            else
            {
                known *= sizes[i];
            }
        }

        if (open >= 0 && known > 0)
        {
            sizes[open] = (int)(Count / known);
        }

        if (Layout.Count(sizes) != Count)
        {
            throw new ArgumentException($"{this} cannot become [{string.Join(", ", shape.ToArray())}].");
        }

        EmbeddedTensor to;
        if (Layout.Reshaped(Sizes, Strides, sizes) is { } strides)
        {
            to = Alias(sizes, strides);
        }
        else
        {
            var copy = RowMajor();
            to = copy.Alias(sizes, Layout.RowMajor(sizes));
            copy.Dispose();
        }

        return to.Record(this, static (node, g) => node.Give(0, (EmbeddedTensor)g.Reshape(node.Shape(0))));
    }

    public override Tensor Permute(params ReadOnlySpan<int> dims)
    {
        if (dims.Length != Rank)
        {
            throw new ArgumentException($"Permute of {this} by {dims.Length} dimensions.");
        }

        var sizes = new int[Rank];
        var strides = new long[Rank];
        var order = new int[Rank];
        var seen = 0;
        for (var i = 0; i < Rank; i++)
        {
            order[i] = Dim(dims[i]);
            seen |= 1 << order[i];
            sizes[i] = Sizes[order[i]];
            strides[i] = Strides[order[i]];
        }

        if (seen != (1 << Rank) - 1)
        {
            throw new ArgumentException($"Permute by [{string.Join(", ", order)}] repeats a dimension.");
        }

        return Alias(sizes, strides).Record(this, (node, g) =>
        {
            Span<int> back = stackalloc int[order.Length];
            for (var i = 0; i < order.Length; i++)
            {
                back[order[i]] = i;
            }

            node.Give(0, (EmbeddedTensor)g.Permute(back));
        });
    }

    public override Tensor Transpose(int dim0, int dim1)
    {
        Span<int> dims = stackalloc int[Rank];
        for (var i = 0; i < Rank; i++)
        {
            dims[i] = i;
        }

        (dims[Dim(dim0)], dims[Dim(dim1)]) = (Dim(dim1), Dim(dim0));
        return Permute(dims);
    }

    public override Tensor Expand(params ReadOnlySpan<int> shape)
    {
        var sizes = shape.ToArray();
        for (var i = 1; i <= sizes.Length; i++)
        {
            if (sizes[^i] == -1)
            {
                sizes[^i] = i <= Rank ? Sizes[^i] : throw new ArgumentException($"Expand of {this}: a new dimension needs a size.");
            }
        }

        return Alias(sizes, Expanded(sizes)).Record(this, static (node, g) => node.Give(0, g));
    }

    public override Tensor Slice(int dim, int start, int end, int step = 1)
    {
        dim = Dim(dim);
        if (step < 1)
        {
            throw new ArgumentException($"Slice with step {step}.");
        }

        var size = Sizes[dim];
        start = Math.Clamp(start < 0 ? start + size : start, 0, size);
        end = Math.Clamp(end < 0 ? end + size : end, start, size);
        return Part(dim, start, (end - start + step - 1) / step, step);
    }

    public override Tensor Narrow(int dim, int start, int length)
    {
        dim = Dim(dim);
        if (start < 0 || length < 0 || start > Sizes[dim] - length)
        {
            throw new ArgumentException($"Narrow of {this} along {dim} from {start} by {length}.");
        }

        return Part(dim, start, length, 1);
    }

    private EmbeddedTensor Part(int dim, int start, int length, int step) =>
        View(dim, start, length, step).Record(this, (node, g) => node.GivePart(0, g, whole => whole.View(dim, start, length, step)));

    public override Tensor Flip(params ReadOnlySpan<int> dims)
    {
        var which = dims.ToArray();
        var strides = (long[])Strides.Clone();
        long shift = 0;
        foreach (var d in which)
        {
            var dim = Dim(d);
            shift += strides[dim] * (Sizes[dim] - 1);
            strides[dim] = -strides[dim];
        }

        return Alias(Sizes, strides, shift).Record(this, (node, g) => node.Give(0, (EmbeddedTensor)g.Flip(which)));
    }

    public override Tensor Roll(int shift, int dim)
    {
        dim = Dim(dim);
        var size = Sizes[dim];
        shift = size == 0 ? 0 : ((shift % size) + size) % size;
        return shift == 0 ? Alias().Record(this, static (node, g) => node.Give(0, g))
            : Combined(() => _runtime.Cat([Narrow(dim, size - shift, shift), Narrow(dim, 0, size - shift)], dim));
    }

    /// <summary>Runs an operation made of others in a scope of its own; the result alone stays.</summary>
    private EmbeddedTensor Combined(Func<Tensor> body)
    {
        using var scope = _runtime.NewScope();
        return (EmbeddedTensor)scope.Keep(body());
    }

    public override Tensor Repeat(params ReadOnlySpan<int> repeats)
    {
        var times = repeats.ToArray();
        return Combined(() =>
        {
            // [a, b] -> [1, a, 1, b] -> [r, a, s, b] -> [r a, s b]
            List<int> split = [], wide = [], joined = [];
            for (var i = 0; i < times.Length; i++)
            {
                var at = i - (times.Length - Rank);
                var size = at < 0 ? 1 : Sizes[at];
                split.AddRange([1, size]);
                wide.AddRange([times[i], size]);
                joined.Add(times[i] * size);
            }

            return Reshape([.. split]).Expand([.. wide]).Reshape([.. joined]);
        });
    }

    public override Tensor RepeatInterleave(int repeats, int dim)
    {
        dim = Dim(dim);
        return Combined(() =>
        {
            int[] wide = [.. Sizes[..(dim + 1)], repeats, .. Sizes[(dim + 1)..]];
            int[] joined = [.. Sizes];
            joined[dim] *= repeats;
            return Unsqueeze(dim + 1).Expand(wide).Reshape(joined);
        });
    }

    public override Tensor Tril(int diagonal = 0) => Triangle(diagonal, true);

    public override Tensor Triu(int diagonal = 0) => Triangle(diagonal, false);

    private unsafe EmbeddedTensor Triangle(int diagonal, bool lower)
    {
        if (Rank < 2)
        {
            throw new ArgumentException($"{this} has no diagonal.");
        }

        return Combined(() =>
        {
            int rows = Sizes[^2], columns = Sizes[^1];
            var keep = _runtime.New([rows, columns], DType.Bool);
            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < columns; j++)
                {
                    keep.Data[i * columns + j] = (byte)((lower ? j - i <= diagonal : j - i >= diagonal) ? 1 : 0);
                }
            }

            return Where(keep, _runtime.Zeros([], DType));
        });
    }
}
