using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

/// <summary>
/// Elementwise kernels over tensors of any layout: equal dense layouts run flat, others in rows; a row that an operand walks in steps is gathered first.
/// An element's bits depend on its values only.
/// </summary>
internal static unsafe class Pointwise
{
    const int Chunk = 1 << 14, Gathered = 1024;

    public static EmbeddedTensor Unary<TOp>(TOp op, EmbeddedTensor x) where TOp : struct, IUnaryOp
    {
        x = x.AsFloat32();
        var to = x.NewLike();
        Unary(op, x, to);
        return to;
    }

    public static void Unary<TOp>(TOp op, EmbeddedTensor x, EmbeddedTensor to) where TOp : struct, IUnaryOp
    {
        float* from = x.Floats, target = to.Floats;
        if (x.IsDense && Layout.SameStrides(to.Sizes, to.Strides, x.Strides))
        {
            var n = x.Count;
            var parts = Parts(n);
            if (!Workers.Shared(parts, (long)Chunk * TOp.Cost))
            {
                Elementwise.Run(op, from, 1, target, n);
                return;
            }

            Workers.For(parts, (long)Chunk * TOp.Cost, part =>
            {
                var at = (long)part * Chunk;
                Elementwise.Run(op, from + at, 1, target + at, Math.Min(Chunk, n - at));
            });
            return;
        }

        var nest = new LoopNest(to.Sizes, to.Strides, x.Expanded(to.Sizes));
        Rows(nest, TOp.Cost, (first, end) =>
        {
            var o = stackalloc long[LoopNest.Operands];
            float* bx = stackalloc float[Gathered], bt = stackalloc float[Gathered];
            for (var i = first; i < end; i++)
            {
                nest.Offsets(i, o);
                for (long at = 0; at < nest.InnerSize; at += Gathered)
                {
                    var n = (int)Math.Min(Gathered, nest.InnerSize - at);
                    var a = new Lane(from + o[1], nest.InnerStride(1), at, n, bx);
                    var t = new Target(target + o[0], nest.InnerStride(0), at, bt);
                    Elementwise.Run(op, a.Start, a.Step, t.Start, n);
                    t.Scatter(n);
                }
            }
        });
    }

    public static EmbeddedTensor Binary<TOp>(TOp op, EmbeddedTensor x, EmbeddedTensor y) where TOp : struct, IBinaryOp
    {
        x = x.AsFloat32();
        y = y.AsFloat32();
        var to = NewFor(x, y);
        Binary(op, x, y, to);
        return to;
    }

    public static void Binary<TOp>(TOp op, EmbeddedTensor x, EmbeddedTensor y, EmbeddedTensor to) where TOp : struct, IBinaryOp
    {
        float* px = x.Floats, py = y.Floats, target = to.Floats;
        if (Flat(x, to) && Flat(y, to))
        {
            var n = to.Count;
            var parts = Parts(n);
            if (!Workers.Shared(parts, (long)Chunk * TOp.Cost))
            {
                Elementwise.Run(op, px, 1, py, 1, target, n);
                return;
            }

            Workers.For(parts, (long)Chunk * TOp.Cost, part =>
            {
                var at = (long)part * Chunk;
                Elementwise.Run(op, px + at, 1, py + at, 1, target + at, Math.Min(Chunk, n - at));
            });
            return;
        }

        var nest = new LoopNest(to.Sizes, to.Strides, x.Expanded(to.Sizes), y.Expanded(to.Sizes));
        Rows(nest, TOp.Cost, (first, end) =>
        {
            var o = stackalloc long[LoopNest.Operands];
            float* bx = stackalloc float[Gathered], by = stackalloc float[Gathered], bt = stackalloc float[Gathered];
            for (var i = first; i < end; i++)
            {
                nest.Offsets(i, o);
                for (long at = 0; at < nest.InnerSize; at += Gathered)
                {
                    var n = (int)Math.Min(Gathered, nest.InnerSize - at);
                    var a = new Lane(px + o[1], nest.InnerStride(1), at, n, bx);
                    var b = new Lane(py + o[2], nest.InnerStride(2), at, n, by);
                    var t = new Target(target + o[0], nest.InnerStride(0), at, bt);
                    Elementwise.Run(op, a.Start, a.Step, b.Start, b.Step, t.Start, n);
                    t.Scatter(n);
                }
            }
        });
    }

    public static EmbeddedTensor Ternary<TOp>(TOp op, EmbeddedTensor x, EmbeddedTensor y, EmbeddedTensor z) where TOp : struct, ITernaryOp
    {
        x = x.AsFloat32();
        y = y.AsFloat32();
        z = z.AsFloat32();
        var shape = Layout.Broadcast(Layout.Broadcast(x.Sizes, y.Sizes), z.Sizes);
        var to = x.Runtime.NewIn(shape, x.Count >= y.Count ? x : y);
        Ternary(op, x, y, z, to);
        return to;
    }

    public static void Ternary<TOp>(TOp op, EmbeddedTensor x, EmbeddedTensor y, EmbeddedTensor z, EmbeddedTensor to) where TOp : struct, ITernaryOp
    {
        float* px = x.Floats, py = y.Floats, pz = z.Floats, target = to.Floats;
        var nest = new LoopNest(to.Sizes, to.Strides, x.Expanded(to.Sizes), y.Expanded(to.Sizes), z.Expanded(to.Sizes));
        Rows(nest, TOp.Cost, (first, end) =>
        {
            var o = stackalloc long[LoopNest.Operands];
            float* bx = stackalloc float[Gathered], by = stackalloc float[Gathered], bz = stackalloc float[Gathered], bt = stackalloc float[Gathered];
            for (var i = first; i < end; i++)
            {
                nest.Offsets(i, o);
                for (long at = 0; at < nest.InnerSize; at += Gathered)
                {
                    var n = (int)Math.Min(Gathered, nest.InnerSize - at);
                    var a = new Lane(px + o[1], nest.InnerStride(1), at, n, bx);
                    var b = new Lane(py + o[2], nest.InnerStride(2), at, n, by);
                    var c = new Lane(pz + o[3], nest.InnerStride(3), at, n, bz);
                    var t = new Target(target + o[0], nest.InnerStride(0), at, bt);
                    Elementwise.Run(op, a.Start, a.Step, b.Start, b.Step, c.Start, c.Step, t.Start, n);
                    t.Scatter(n);
                }
            }
        });
    }

    /// <summary>The output of a broadcast operation: the layout of whichever operand has the full shape.</summary>
    public static EmbeddedTensor NewFor(EmbeddedTensor x, EmbeddedTensor y)
    {
        if (ReferenceEquals(x.Sizes, y.Sizes) || x.Shape.SequenceEqual(y.Shape))
        {
            return (x.IsDense ? x : y).NewLike();
        }

        var shape = Layout.Broadcast(x.Sizes, y.Sizes);
        return x.Runtime.NewIn(shape, x.Count >= y.Count ? x : y);
    }

    static bool Flat(EmbeddedTensor x, EmbeddedTensor to) =>
        x.IsDense && x.Rank == to.Rank && x.Count == to.Count && Layout.SameStrides(to.Sizes, to.Strides, x.Strides);

    static int Parts(long n) => (int)((n + Chunk - 1) / Chunk);

    static void Rows(in LoopNest nest, int cost, Action<long, long> body)
    {
        var outer = nest.Outer;
        if (outer == 0 || nest.InnerSize == 0)
        {
            return;
        }

        var rows = Math.Max(1, Chunk / nest.InnerSize);
        var parts = (int)((outer + rows - 1) / rows);
        if (!Workers.Shared(parts, rows * nest.InnerSize * cost))
        {
            body(0, outer);
            return;
        }

        Workers.For(parts, rows * nest.InnerSize * cost, part => body(part * rows, Math.Min(outer, (part + 1) * rows)));
    }

    /// <summary>A piece of a row as a kernel takes it: step 0 or 1.</summary>
    readonly struct Lane
    {
        public readonly float* Start;
        public readonly int Step;

        public Lane(float* row, long stride, long at, int n, float* buffer)
        {
            if (stride is 0 or 1)
            {
                Start = row + stride * at;
                Step = (int)stride;
                return;
            }

            row += stride * at;
            for (var i = 0; i < n; i++)
            {
                buffer[i] = row[i * stride];
            }

            Start = buffer;
            Step = 1;
        }
    }

    /// <summary>Where a piece of a row is written: in place, or in a buffer scattered afterwards.</summary>
    readonly struct Target
    {
        public readonly float* Start;
        readonly float* row;
        readonly long stride;

        public Target(float* row, long stride, long at, float* buffer)
        {
            this.row = row + stride * at;
            this.stride = stride;
            Start = stride == 1 ? this.row : buffer;
        }

        public void Scatter(int n)
        {
            if (stride != 1)
            {
                for (var i = 0; i < n; i++)
                {
                    row[i * stride] = Start[i];
                }
            }
        }
    }
}
