using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

/// <summary>
/// Elementwise kernels over tensors of any layout: equal dense layouts run flat, others in pieces of rows; a row that an operand walks in steps is
/// gathered first.
/// An element's bits depend on its values only.
/// </summary>
internal static unsafe class Pointwise
{
    private const int Chunk = 1 << 14, Gathered = 1024;

    public static EmbeddedTensor Unary<TOp>(TOp op, EmbeddedTensor x) where TOp : struct, IUnaryOp
    {
        x = x.AsFloat32();
        var to = x.NewLike();
        Unary(op, x, to);
        return to;
    }

    public static void Unary<TOp>(TOp op, EmbeddedTensor x, EmbeddedTensor to) where TOp : struct, IUnaryOp
    {
        if (!IsFlat(x, to))
        {
            PiecesUnary(op, x.Floats, to.Floats, new LoopNest(to.Sizes, to.Strides, x.Expanded(to.Sizes)));
        }
        else if (IsShared(to.Count, TOp.Cost))
        {
            FlatUnary(op, x.Floats, to.Floats, to.Count);
        }
        else
        {
            Elementwise.Run(op, x.Floats, 1, to.Floats, to.Count);
        }
    }

    // in methods of their own, so that the small case makes no closure
    private static void FlatUnary<TOp>(TOp op, float* px, float* target, long count) where TOp : struct, IUnaryOp =>
        Flat(count, TOp.Cost, (at, n) => Elementwise.Run(op, px + at, 1, target + at, n));

    private static void PiecesUnary<TOp>(TOp op, float* px, float* target, LoopNest nest) where TOp : struct, IUnaryOp => Pieces(nest, TOp.Cost, piece =>
    {
        float* bx = stackalloc float[Gathered], bt = stackalloc float[Gathered];
        while (piece.Next())
        {
            var a = piece.Operand(1, px, bx, out var step);
            Elementwise.Run(op, a, step, piece.Target(target, bt), piece.Length);
            piece.Scatter(target, bt);
        }
    });

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
        if (IsFlat(x, to) && IsFlat(y, to))
        {
            if (IsShared(to.Count, TOp.Cost))
            {
                FlatBinary(op, x.Floats, y.Floats, to.Floats, to.Count);
            }
            else
            {
                Elementwise.Run(op, x.Floats, 1, y.Floats, 1, to.Floats, to.Count);
            }
        }
        else
        {
            PiecesBinary(op, x.Floats, y.Floats, to.Floats, new LoopNest(to.Sizes, to.Strides, x.Expanded(to.Sizes), y.Expanded(to.Sizes)));
        }
    }

    private static void FlatBinary<TOp>(TOp op, float* px, float* py, float* target, long count) where TOp : struct, IBinaryOp =>
        Flat(count, TOp.Cost, (at, n) => Elementwise.Run(op, px + at, 1, py + at, 1, target + at, n));

    private static void PiecesBinary<TOp>(TOp op, float* px, float* py, float* target, LoopNest nest)
        where TOp : struct, IBinaryOp => Pieces(nest, TOp.Cost, piece =>
    {
        float* bx = stackalloc float[Gathered], by = stackalloc float[Gathered], bt = stackalloc float[Gathered];
        while (piece.Next())
        {
            float* a = piece.Operand(1, px, bx, out var xStep), b = piece.Operand(2, py, by, out var yStep);
            Elementwise.Run(op, a, xStep, b, yStep, piece.Target(target, bt), piece.Length);
            piece.Scatter(target, bt);
        }
    });

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
        if (!IsShared(to.Count, TOp.Cost) && IsFlat(x, to) && IsFlat(y, to) && IsFlat(z, to))
        {
            Elementwise.Run(op, x.Floats, 1, y.Floats, 1, z.Floats, 1, to.Floats, to.Count);
        }
        else
        {
            var nest = new LoopNest(to.Sizes, to.Strides, x.Expanded(to.Sizes), y.Expanded(to.Sizes), z.Expanded(to.Sizes));
            PiecesTernary(op, x.Floats, y.Floats, z.Floats, to.Floats, nest);
        }
    }

    private static void PiecesTernary<TOp>(TOp op, float* px, float* py, float* pz, float* target, LoopNest nest)
        where TOp : struct, ITernaryOp => Pieces(nest, TOp.Cost, piece =>
    {
        float* bx = stackalloc float[Gathered], by = stackalloc float[Gathered], bz = stackalloc float[Gathered], bt = stackalloc float[Gathered];
        while (piece.Next())
        {
            float* a = piece.Operand(1, px, bx, out var xStep), b = piece.Operand(2, py, by, out var yStep), c = piece.Operand(3, pz, bz, out var zStep);
            Elementwise.Run(op, a, xStep, b, yStep, c, zStep, piece.Target(target, bt), piece.Length);
            piece.Scatter(target, bt);
        }
    });

    /// <summary>The output of a broadcast operation: the layout of whichever operand has the full shape.</summary>
    private static EmbeddedTensor NewFor(EmbeddedTensor x, EmbeddedTensor y)
    {
        if (ReferenceEquals(x.Sizes, y.Sizes) || x.Shape.SequenceEqual(y.Shape))
        {
            return (x.IsDense ? x : y).NewLike();
        }

        var shape = Layout.Broadcast(x.Sizes, y.Sizes);
        return x.Runtime.NewIn(shape, x.Count >= y.Count ? x : y);
    }

    private static bool IsFlat(EmbeddedTensor x, EmbeddedTensor to) =>
        x.IsDense && (ReferenceEquals(x.Strides, to.Strides) || x.Shape.SequenceEqual(to.Shape) && Layout.SameStrides(to.Sizes, to.Strides, x.Strides));

    private static int Parts(long n) => (int)((n + Chunk - 1) / Chunk);

    private static bool IsShared(long n, int cost) => n > Chunk && Workers.Shared(Parts(n), (long)Chunk * cost);

    private static void Flat(long n, int cost, Action<long, long> body) => Workers.For(Parts(n), (long)Chunk * cost, part =>
    {
        var at = (long)part * Chunk;
        body(at, Math.Min(Chunk, n - at));
    });

    /// <summary>Runs a body over the pieces of a nest, some thousand elements a part; the parts are shared out if they are worth it.</summary>
    private static void Pieces(LoopNest nest, int cost, Action<RowPieces> body)
    {
        long inner = nest.InnerSize, pieces = (inner + Gathered - 1) / Gathered, count = nest.Outer * pieces;
        if (count == 0)
        {
            return;
        }

        var each = Math.Max(1, Chunk / Math.Min(inner, Gathered));
        var parts = (int)((count + each - 1) / each);
        if (Workers.Shared(parts, Chunk * (long)cost))
        {
            Workers.For(parts, Chunk * (long)cost, part => body(new RowPieces(nest, Gathered, part * each, Math.Min(count, (part + 1) * each))));
        }
        else
        {
            body(new RowPieces(nest, Gathered, 0, count));
        }
    }
}
