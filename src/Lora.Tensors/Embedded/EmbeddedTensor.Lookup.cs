
namespace Lora.Tensors.Embedded;

// Choice by condition or index.
internal sealed unsafe partial class EmbeddedTensor
{
    public override Tensor Where(Tensor condition, Tensor other)
    {
        EmbeddedTensor y = (EmbeddedTensor)other, c = (EmbeddedTensor)condition;
        if (DType != y.DType)
        {
            throw new ArgumentException($"Where between {this} and {y}.");
        }

        var to = Choose(c.AsBool(), this, y);
        return to.Record([this, y], static (node, g) =>
        {
            var zero = (EmbeddedTensor)g.Runtime.Zeros([]);
            if (node.Wants(0))
            {
                node.Give(0, Choose(node.Saved(0), g, zero));
            }

            if (node.Wants(1))
            {
                node.Give(1, Choose(node.Saved(0), zero, g));
            }
        }, c.AsBool());
    }

    private EmbeddedTensor AsBool() => DType == DType.Bool ? this : (EmbeddedTensor)Cast(DType.Bool);

    private static EmbeddedTensor Choose(EmbeddedTensor c, EmbeddedTensor x, EmbeddedTensor y)
    {
        var shape = Layout.Broadcast(Layout.Broadcast(x.Sizes, y.Sizes), c.Sizes);
        var runtime = x.Runtime;
        var full = x.Count >= y.Count ? x : y;
        var to = new EmbeddedTensor(runtime, runtime.Pool.Rent(Layout.Count(shape) * x.DType.Size()), 0, shape, Layout.Like(shape, full), x.DType);
        var nest = new LoopNest(shape, to.Strides, c.Expanded(shape), x.Expanded(shape), y.Expanded(shape));
        switch (x.DType.Size())
        {
            case 4:
                Choose(nest, c.Data, (int*)x.Data, (int*)y.Data, (int*)to.Data);
                break;
            case 8:
                Choose(nest, c.Data, x.Longs, y.Longs, to.Longs);
                break;
            case 2:
                Choose(nest, c.Data, (short*)x.Data, (short*)y.Data, (short*)to.Data);
                break;
            default:
                Choose(nest, c.Data, x.Data, y.Data, to.Data);
                break;
        }

        return to;
    }

    private static void Choose<T>(in LoopNest nest, byte* c, T* x, T* y, T* to) where T : unmanaged
    {
        var o = stackalloc long[LoopNest.Operands];
        var outer = nest.Outer;
        for (long i = 0; i < outer; i++)
        {
            nest.Offsets(i, o);
            long st = nest.InnerStride(0), sc = nest.InnerStride(1), sx = nest.InnerStride(2), sy = nest.InnerStride(3);
            for (long j = 0; j < nest.InnerSize; j++)
            {
                to[o[0] + j * st] = c[o[1] + j * sc] != 0 ? x[o[2] + j * sx] : y[o[3] + j * sy];
            }
        }
    }

    public override Tensor Compare(Comparison comparison, Tensor other)
    {
        var y = (EmbeddedTensor)other;
        var shape = Layout.Broadcast(Sizes, y.Sizes);
        var to = _runtime.New(shape, DType.Bool);
        using var scope = _runtime.NewScope();
        // integers are compared as such where both are
        var type = DType.IsFloat() || y.DType.IsFloat() ? DType.Float32 : DType.Int64;
        EmbeddedTensor a = (EmbeddedTensor)Detach().Cast(type), b = (EmbeddedTensor)y.Detach().Cast(type);
        var nest = new LoopNest(shape, to.Strides, a.Expanded(shape), b.Expanded(shape));
        if (type == DType.Float32)
        {
            Compare(nest, comparison, a.Floats, b.Floats, to.Data);
        }
        else
        {
            Compare(nest, comparison, a.Longs, b.Longs, to.Data);
        }

        return to;
    }

    private static void Compare<T>(in LoopNest nest, Comparison comparison, T* x, T* y, byte* to) where T : unmanaged, System.Numerics.INumber<T>
    {
        var o = stackalloc long[LoopNest.Operands];
        var outer = nest.Outer;
        for (long i = 0; i < outer; i++)
        {
            nest.Offsets(i, o);
            for (long j = 0; j < nest.InnerSize; j++)
            {
                T a = x[o[1] + j * nest.InnerStride(1)], b = y[o[2] + j * nest.InnerStride(2)];
                var holds = comparison == Comparison.Equal ? a == b : a < b;
                to[o[0] + j * nest.InnerStride(0)] = (byte)(holds ? 1 : 0);
            }
        }
    }

    public override Tensor Embedding(Tensor ids)
    {
        if (Rank != 2)
        {
            throw new ArgumentException($"Embedding needs a table [rows, width], not {this}.");
        }

        var index = (EmbeddedTensor)ids;
        return Combined(() => IndexSelect(0, index.Reshape(-1)).Reshape([.. index.Sizes, Sizes[1]]));
    }

    public override Tensor IndexSelect(int dim, Tensor index)
    {
        dim = Dim(dim);
        var rows = Indices((EmbeddedTensor)index, Sizes[dim]);
        if (index.Rank != 1)
        {
            throw new ArgumentException($"IndexSelect needs a 1-D index, not {index}.");
        }

        var sizes = (int[])Sizes.Clone();
        sizes[dim] = rows.Length;
        var to = new EmbeddedTensor(_runtime, _runtime.Pool.Rent(Layout.Count(sizes) * DType.Size()), 0, sizes, Layout.Like(sizes, this), DType);
        if (Rank == 1 && DType == DType.Float32)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                to.Floats[i] = Floats[rows[i] * Strides[0]];
            }
        }
        else
        {
            using var scope = _runtime.NewScope();
            for (var i = 0; i < rows.Length; i++)
            {
                Transfer.Copy(View(dim, (int)rows[i], 1), to.View(dim, i, 1));
            }
        }

        return to.Record(this, (node, g) =>
        {
            var gradient = (EmbeddedTensor)g.Runtime.Zeros(node.Shape(0));
            for (var i = 0; i < rows.Length; i++)
            {
                gradient.View(dim, (int)rows[i], 1).Add_(g.View(dim, i, 1));
            }

            node.Give(0, gradient);
        });
    }

    private static long[] Indices(EmbeddedTensor index, int size)
    {
        if (index.DType != DType.Int64)
        {
            throw new ArgumentException($"An index is Int64, not {index.DType}.");
        }

        var values = index.ToLongs();
        foreach (var value in values)
        {
            if (value < 0 || value >= size)
            {
                throw new ArgumentException($"Index {value} is outside 0 to {size - 1}.");
            }
        }

        return values;
    }

    public override Tensor Gather(int dim, Tensor index)
    {
        dim = Dim(dim);
        var i = (EmbeddedTensor)index;
        if (i.Rank != Rank)
        {
            throw new ArgumentException($"Gather from {this} by {i}.");
        }

        ExpectFloat32("Gather");
        var rows = Indices(i, Sizes[dim]);
        var shape = i.Sizes;
        var to = _runtime.New(shape);
        var places = Places(rows, shape, Strides, dim);
        for (var at = 0; at < rows.Length; at++)
        {
            to.Floats[at] = Floats[places[at]];
        }

        return to.Record(this, (node, g) =>
        {
            var gradient = (EmbeddedTensor)g.Runtime.Zeros(node.Shape(0));
            var given = g.RowMajor();
            var places = Places(rows, shape, gradient.Strides, dim);
            for (var at = 0; at < rows.Length; at++)
            {
                gradient.Floats[places[at]] += given.Floats[at];
            }

            node.Give(0, gradient);
        });
    }

    /// <summary>For each position of a row-major walk over the index, where in a tensor it points.</summary>
    private static long[] Places(long[] rows, int[] shape, long[] strides, int dim)
    {
        var places = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            long rest = i, place = 0;
            for (var d = shape.Length - 1; d >= 0; d--)
            {
                place += strides[d] * (d == dim ? rows[i] : rest % shape[d]);
                rest /= shape[d];
            }

            places[i] = place;
        }

        return places;
    }
}
