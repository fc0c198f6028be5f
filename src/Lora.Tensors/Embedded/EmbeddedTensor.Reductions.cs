using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

// Sums, extremes, products along dimensions.
internal sealed unsafe partial class EmbeddedTensor
{
    /// <summary>Flags of the dimensions named; none named means all.</summary>
    private bool[] Reduced(ReadOnlySpan<int> dims)
    {
        var reduced = new bool[Rank];
        foreach (var dim in dims)
        {
            reduced[Dim(dim)] = true;
        }

        if (dims.IsEmpty)
        {
            Array.Fill(reduced, true);
        }

        return reduced;
    }

    private static int[] KeptShape(int[] sizes, bool[] reduced, bool keepDim)
    {
        List<int> shape = new(sizes.Length);
        for (var i = 0; i < sizes.Length; i++)
        {
            if (!reduced[i])
            {
                shape.Add(sizes[i]);
            }
            else if (keepDim)
            {
                shape.Add(1);
            }
        }

        return [.. shape];
    }

    /// <summary>A view [kept..., reduced...], whose memory order inside each part is that of the tensor, as a row-major matrix [kept, reduced].</summary>
    private EmbeddedTensor ReducedLast(bool[] reduced)
    {
        Span<int> order = stackalloc int[Rank];
        int at = 0, kept = 1;
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < Rank; i++)
            {
                if (reduced[i] == (pass == 1))
                {
                    order[at++] = i;
                    kept *= pass == 0 ? Sizes[i] : 1;
                }
            }
        }

        using var turned = (EmbeddedTensor)Detached().Permute(order);
        var dense = turned.RowMajor();
        var count = Layout.Count(Sizes);
        int[] shape = [kept, kept == 0 ? 0 : (int)(count / kept)];
        var result = dense.Alias(shape, Layout.RowMajor(shape));
        if (dense != turned)
        {
            dense.Dispose();
        }

        return result;
    }

    /// <summary>This, or a view without history where there is one.</summary>
    private EmbeddedTensor Detached() => RequiresGrad ? Alias() : this;

    /// <summary>One result for each row of [kept, reduced].</summary>
    private EmbeddedTensor Rowwise(bool[] reduced, bool keepDim, Func<nint, long, float> row)
    {
        using var scope = _runtime.NewScope();
        var to = _runtime.New(KeptShape(Sizes, reduced, keepDim));
        var rows = ReducedLast(reduced);
        float* from = rows.Floats, target = to.Floats;
        long n = rows.Sizes[1];
        Workers.For(rows.Sizes[0], n, i => target[i] = row((nint)(from + i * n), n));
        return (EmbeddedTensor)scope.Keep(to);
    }

    /// <summary>A reduced gradient (or result) seen under the shape of the input again.</summary>
    private static EmbeddedTensor Spread(EmbeddedTensor reducedTensor, int[] sizes, bool[] reduced)
    {
        var kept = KeptShape(sizes, reduced, true);
        return (EmbeddedTensor)reducedTensor.Reshape(kept).Expand(sizes);
    }

    public override Tensor Sum(ReadOnlySpan<int> dims = default, bool keepDim = false)
    {
        var x = AsFloat32();
        var reduced = Reduced(dims);
        var to = x.SumOver(reduced, keepDim);
        return to.Record(x, (node, g) => node.Give(0, Spread(g, node.Shape(0), reduced)));
    }

    public override Tensor Mean(ReadOnlySpan<int> dims = default, bool keepDim = false)
    {
        var x = AsFloat32();
        var reduced = Reduced(dims);
        var to = x.SumOver(reduced, keepDim);
        var share = (float)((double)to.Count / x.Count);
        to.Mul_(share);
        return to.Record(x, (node, g) => node.Give(0, Spread(Pointwise.Unary(new Scale(share), g), node.Shape(0), reduced)));
    }

    private EmbeddedTensor SumOver(bool[] reduced, bool keepDim) =>
        SumOfColumns(reduced, keepDim) ?? Rowwise(reduced, keepDim, static (x, n) => (float)Reduce.Sum(new Copy(), (float*)x, n));

    /// <summary>
    /// The sum where memory is [reduced, kept]: blocks of 64 rows added row by row, the blocks in double. Null for other layouts.
    /// </summary>
    private EmbeddedTensor? SumOfColumns(bool[] reduced, bool keepDim)
    {
        Span<int> order = stackalloc int[Rank];
        var at = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < Rank; i++)
            {
                if (reduced[i] == (pass == 0))
                {
                    order[at++] = i;
                }
            }
        }

        long step = 1, kept = 1;
        for (var i = Rank - 1; i >= 0; i--)
        {
            if (Sizes[order[i]] != 1 && Strides[order[i]] != step)
            {
                return null;
            }

            step *= Sizes[order[i]];
            kept *= reduced[order[i]] ? 1 : Sizes[order[i]];
        }

        if (kept < 2 || Count == 0)
        {
            return null;
        }

        var to = _runtime.New(KeptShape(Sizes, reduced, keepDim));
        Columns(Floats, (int)(Count / kept), (int)kept, to.Floats);
        return to;
    }

    private void Columns(float* from, int rows, int width, float* to)
    {
        var blocks = GroupNormKernel.Blocks(rows);
        using var partial = _runtime.New([blocks, width]);
        var sums = partial.Floats;
        Workers.For(blocks, (long)GroupNormKernel.Block * width, block =>
            GroupNormKernel.BlockSums(from, null, block, rows, width, sums + (long)block * width));
        for (var i = 0; i < width; i++)
        {
            to[i] = (float)GroupNormKernel.Total(sums + i, blocks, width);
        }
    }

    public override Tensor Var(ReadOnlySpan<int> dims = default, int correction = 1, bool keepDim = false)
    {
        var which = dims.ToArray();
        return Combined(() =>
        {
            var centered = Sub(Mean(which, true));
            var sum = centered.Mul(centered).Sum(which, keepDim);
            return sum.Affine(1.0 / ((double)Count / Math.Max(1, sum.Count) - correction), 0);
        });
    }

    public override Tensor Amax(ReadOnlySpan<int> dims = default, bool keepDim = false)
    {
        var x = AsFloat32();
        var reduced = Reduced(dims);
        var to = x.Rowwise(reduced, keepDim, static (x, n) => Reduce.Max((float*)x, n));
        return to.Record(x, (node, g) =>
        {
            var most = (EmbeddedTensor)node.Saved(0).Compare(Comparison.Equal, Spread(node.Saved(1), node.Shape(0), reduced)).Cast(DType.Float32);
            var share = Pointwise.Binary(new Divide(), most, most.SumOver(reduced, true));
            node.Give(0, Pointwise.Binary(new Multiply(), share, Spread(g, node.Shape(0), reduced)));
        }, x, to);
    }

    public override (Tensor Values, Tensor Indices) Max(int dim, bool keepDim = false)
    {
        dim = Dim(dim);
        var x = AsFloat32();
        using var scope = _runtime.NewScope();
        var shape = (int[])Sizes.Clone();
        shape[dim] = 1;
        var indices = _runtime.New(shape, DType.Int64);
        var reduced = Reduced([dim]);
        var rows = x.ReducedLast(reduced);
        for (var i = 0; i < rows.Sizes[0]; i++)
        {
            var row = new ReadOnlySpan<float>(rows.Floats + (long)i * rows.Sizes[1], rows.Sizes[1]);
            var best = 0;
            for (var j = 1; j < row.Length; j++)
            {
                best = row[j] > row[best] || float.IsNaN(row[j]) && !float.IsNaN(row[best]) ? j : best;
            }

            indices.Longs[i] = best;
        }

        var values = x.Gather(dim, indices);
        return keepDim
            ? (scope.Keep(values), scope.Keep(indices))
            : (scope.Keep(values.Squeeze(dim)), scope.Keep(indices.Squeeze(dim)));
    }

    public override Tensor Prod(int dim, bool keepDim = false)
    {
        dim = Dim(dim);
        return Combined(() =>
        {
            var last = CumProd(dim).Narrow(dim, Sizes[dim] - 1, 1);
            return keepDim ? last : last.Squeeze(dim);
        });
    }

    public override Tensor Norm(double p = 2, ReadOnlySpan<int> dims = default, bool keepDim = false)
    {
        if (p != 2)
        {
            var which = dims.ToArray();
            return Combined(() => p == 1 ? Abs().Sum(which, keepDim) : Abs().Pow(p).Sum(which, keepDim).Pow(1 / p));
        }

        var x = AsFloat32();
        var reduced = Reduced(dims);
        var to = x.Rowwise(reduced, keepDim, static (x, n) => (float)Math.Sqrt(Reduce.Sum(new Square(), (float*)x, n)));
        return to.Record(x, (node, g) =>
        {
            // x / |x|, and 0 at 0
            var unit = Pointwise.Binary(new DirectionGradient(), node.Saved(0), Spread(node.Saved(1), node.Shape(0), reduced));
            node.Give(0, Pointwise.Binary(new Multiply(), unit, Spread(g, node.Shape(0), reduced)));
        }, x, to);
    }
}
