using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

// Matrix products and linear layers.
internal sealed unsafe partial class EmbeddedTensor
{
    public override Tensor MatMul(Tensor other)
    {
        EmbeddedTensor a = AsFloat32(), b = ((EmbeddedTensor)other).AsFloat32();
        if (a.Rank == 0 || b.Rank == 0)
        {
            throw new ArgumentException($"MatMul of {a} and {b}.");
        }

        if (a.Rank == 1)
        {
            return Combined(() => a.Unsqueeze(0).MatMul(b) is var y ? y.Squeeze(b.Rank == 1 ? -1 : y.Rank - 2) : y);
        }

        if (b.Rank == 1)
        {
            return Combined(() => a.MatMul(b.Unsqueeze(1)).Squeeze(-1));
        }

        var to = Product(a, b);
        return to.Record([a, b], static (node, g) =>
        {
            EmbeddedTensor a = node.Saved(0), b = node.Saved(1);
            if (node.Wants(0))
            {
                node.Give(0, Product(g, b.Turned()));
            }

            if (node.Wants(1))
            {
                // a shared right side takes the batch as rows
                node.Give(1, b.Rank == 2 && a.Rank > 2 ? Product(a.Rows().Turned(), g.Rows()) : Product(a.Turned(), g));
            }
        }, a, b);
    }

    /// <summary>The last two dimensions exchanged, without history.</summary>
    private EmbeddedTensor Turned()
    {
        var sizes = (int[])Sizes.Clone();
        var strides = (long[])Strides.Clone();
        (sizes[^1], sizes[^2]) = (sizes[^2], sizes[^1]);
        (strides[^1], strides[^2]) = (strides[^2], strides[^1]);
        return Alias(sizes, strides);
    }

    /// <summary>[..., n] as a matrix [rows, n] without history.</summary>
    private EmbeddedTensor Rows()
    {
        int[] sizes = [(int)(Sizes[^1] == 0 ? 0 : Count / Sizes[^1]), Sizes[^1]];
        if (Layout.Reshaped(Sizes, Strides, sizes) is { } strides)
        {
            return Alias(sizes, strides);
        }

        var copy = RowMajor();
        var rows = copy.Alias(sizes, Layout.RowMajor(sizes));
        copy.Dispose();
        return rows;
    }

    /// <summary>Batched product with broadcast batches, without history.</summary>
    private static EmbeddedTensor Product(EmbeddedTensor a, EmbeddedTensor b)
    {
        int m = a.Sizes[^2], k = a.Sizes[^1], n = b.Sizes[^1];
        if (b.Sizes[^2] != k)
        {
            throw new ArgumentException($"MatMul of {a} and {b}: inner sizes differ.");
        }

        var batch = Layout.Broadcast(a.Sizes.AsSpan(..^2), b.Sizes.AsSpan(..^2));
        var to = a._runtime.New([.. batch, m, n]);
        if (to.Count == 0)
        {
            return to;
        }

        if (k == 0)
        {
            return (EmbeddedTensor)to.Zero_();
        }

        var call = new GemmCall
        {
            M = m,
            N = n,
            K = k,
            ARow = (nint)a.Strides[^2],
            ACol = (nint)a.Strides[^1],
            BRow = (nint)b.Strides[^2],
            BCol = (nint)b.Strides[^1],
            CRow = n,
        };
        if (batch.Length == 0)
        {
            call.A = a.Floats;
            call.B = b.Floats;
            call.C = to.Floats;
            Gemm.Multiply(call);
            return to;
        }

        // batches joined where strides allow; the innermost run goes to the kernel as one
        var nest = new LoopNest(batch, to.Strides.AsSpan(..^2), a.Expanded([.. batch, m, k]).AsSpan(..^2), b.Expanded([.. batch, k, n]).AsSpan(..^2));
        var o = stackalloc long[LoopNest.Operands];
        for (long i = 0; i < nest.Outer; i++)
        {
            nest.Offsets(i, o);
            call.A = a.Floats + o[1];
            call.B = b.Floats + o[2];
            call.C = to.Floats + o[0];
            Gemm.MultiplyBatched(call, (int)nest.InnerSize, (nint)nest.InnerStride(1), (nint)nest.InnerStride(2), (nint)nest.InnerStride(0));
        }

        return to;
    }

    public override Tensor Linear(Tensor weight, Tensor? bias = null)
    {
        EmbeddedTensor x = AsFloat32(), w = (EmbeddedTensor)weight;
        var b = ((EmbeddedTensor?)bias)?.AsFloat32();
        var to = LinearForward(x, w, b);
        return to.Record([x, w, b], (node, g) =>
        {
            var w = node.Saved(0);
            if (node.Wants(0))
            {
                node.Give(0, TimesWeight(g.Rows(), w).ViewAs(node.Shape(0)));
            }

            if (node.Wants(1))
            {
                node.Give(1, Product(g.Rows().Turned(), node.Saved(1).Rows()));
            }

            if (b is not null && node.Wants(2))
            {
                node.Give(2, (EmbeddedTensor)g.Rows().Sum([0]));
            }
        }, w.RequiresGrad ? [w, x] : [w]);
    }

    private static EmbeddedTensor LinearForward(EmbeddedTensor x, EmbeddedTensor w, EmbeddedTensor? b, GemmTail tail = default)
    {
        if (w.Rank != 2 || x.Rank == 0 || x.Sizes[^1] != w.Sizes[1] || !w.DType.IsFloat() || b is not null && (b.Rank != 1 || b.Sizes[0] != w.Sizes[0]))
        {
            throw new ArgumentException($"Linear of {x} by weight {w}{(b is null ? "" : $" and bias {b}")}.");
        }

        var runtime = x._runtime;
        var rows = x.Rows();
        var to = runtime.New([.. x.Sizes.AsSpan(..^1), w.Sizes[0]]);
        using var dense = b is null || b.IsRowMajor ? null : b.RowMajor();
        var call = new GemmCall
        {
            M = rows.Sizes[0],
            N = w.Sizes[0],
            K = w.Sizes[1],
            A = rows.Floats,
            ARow = (nint)rows.Strides[0],
            ACol = (nint)rows.Strides[1],
            B = w.Data,
            BRow = (nint)w.Strides[1],
            BCol = (nint)w.Strides[0],
            BType = w.DType,
            C = to.Floats,
            CRow = w.Sizes[0],
            Bias = b is null ? null : (dense ?? b).Floats,
            Tail = tail,
        };
        Gemm.Multiply(call);
        rows.Dispose();
        return to;
    }

    /// <summary>rows [n, out] by a weight [out, in] of any float type.</summary>
    private static EmbeddedTensor TimesWeight(EmbeddedTensor rows, EmbeddedTensor w, GemmTail tail = default)
    {
        var to = rows._runtime.New([rows.Sizes[0], w.Sizes[1]]);
        MultiplyInto(rows, w, to, 1, tail);
        return to;
    }

    /// <summary>to = alpha * rows by w, matrices; to row-major.</summary>
    private static void MultiplyInto(EmbeddedTensor rows, EmbeddedTensor w, EmbeddedTensor to, double alpha, GemmTail tail = default)
    {
        var call = new GemmCall
        {
            M = rows.Sizes[0],
            N = w.Sizes[1],
            K = rows.Sizes[1],
            A = rows.Floats,
            ARow = (nint)rows.Strides[0],
            ACol = (nint)rows.Strides[1],
            B = w.Data,
            BRow = (nint)w.Strides[0],
            BCol = (nint)w.Strides[1],
            BType = w.DType,
            C = to.Floats,
            CRow = to.Sizes[1],
            Alpha = (float)alpha,
            Tail = tail,
        };
        Gemm.Multiply(call);
    }

    /// <summary>A dense result under another shape, without history.</summary>
    private EmbeddedTensor ViewAs(int[] sizes) => Alias(sizes, Layout.RowMajor(sizes));

    public override Tensor LowRankLinear(Tensor weight, Tensor? bias, Tensor down, Tensor up, double scale)
    {
        EmbeddedTensor x = AsFloat32(), w = (EmbeddedTensor)weight, d = ((EmbeddedTensor)down).AsFloat32(), u = ((EmbeddedTensor)up).AsFloat32();
        var b = ((EmbeddedTensor?)bias)?.AsFloat32();
        if (d.Rank != 2 || u.Rank != 2 || d.Sizes[0] != u.Sizes[1] || d.Sizes[1] != w.Sizes[1] || u.Sizes[0] != w.Sizes[0])
        {
            throw new ArgumentException($"LowRankLinear: down {d} and up {u} do not fit weight {w}.");
        }

        var hidden = LinearForward(x, d, null);
        var to = LinearForward(x, w, b, Tail(hidden, u, u.Strides[1], u.Strides[0], scale));
        to.Record([x, w, b, d, u], (node, g) => LowRankBackward(node, g.Rows(), scale, b is not null), x, w, d, u, hidden);
        hidden.Dispose();
        return to;
    }

    /// <summary>scale * rows by a matrix of fp32, in the sums of a larger product; <paramref name="rows"/> row-major.</summary>
    private static GemmTail Tail(EmbeddedTensor rows, EmbeddedTensor right, long rightRow, long rightColumn, double scale) => new()
    {
        Left = new(rows.Floats, rows.Sizes[^1], 1, (float)scale),
        Right = new(right.Data, (nint)rightRow, (nint)rightColumn),
        Depth = rows.Sizes[^1],
    };

    private static void LowRankBackward(GradNode node, EmbeddedTensor g, double scale, bool hasBias)
    {
        EmbeddedTensor x = node.Saved(0).Rows(), w = node.Saved(1), d = node.Saved(2), u = node.Saved(3), hidden = node.Saved(4).Rows();
        var dHidden = g._runtime.New([g.Sizes[0], d.Sizes[0]]);
        MultiplyInto(g, u, dHidden, scale);
        if (node.Wants(0))
        {
            var dx = TimesWeight(g, w, Tail(dHidden, d, d.Strides[0], d.Strides[1], 1));
            node.Give(0, dx.ViewAs(node.Shape(0)));
        }

        if (node.Wants(1))
        {
            node.Give(1, Product(g.Turned(), x));
        }

        if (hasBias && node.Wants(2))
        {
            node.Give(2, (EmbeddedTensor)g.Sum([0]));
        }

        if (node.Wants(3))
        {
            node.Give(3, Product(dHidden.Turned(), x));
        }

        if (node.Wants(4))
        {
            var dUp = g._runtime.New(u.Sizes);
            MultiplyInto(g.Turned(), hidden, dUp, scale);
            node.Give(4, dUp);
        }
    }
}
