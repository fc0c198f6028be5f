using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

// Softmax and norms.
internal sealed unsafe partial class EmbeddedTensor
{
    public override Tensor Softmax(int dim) => OverLast(dim, static x =>
    {
        var to = x._runtime.New(x.Sizes);
        EachRow(x, 40, (i, n) => NormRows.Softmax(x.Floats + i * n, to.Floats + i * n, n));
        return to;
    }, static (y, g) =>
    {
        var to = y._runtime.New(y.Sizes);
        EachRow(y, 6, (i, n) => NormRows.SoftmaxBackward(y.Floats + i * n, g.Floats + i * n, to.Floats + i * n, n));
        return to;
    });

    public override Tensor LogSoftmax(int dim) => OverLast(dim, static x =>
    {
        var to = x._runtime.New(x.Sizes);
        EachRow(x, 40, (i, n) => NormRows.LogSoftmax(x.Floats + i * n, to.Floats + i * n, n));
        return to;
    }, static (y, g) =>
    {
        var to = y._runtime.New(y.Sizes);
        EachRow(y, 30, (i, n) => NormRows.LogSoftmaxBackward(y.Floats + i * n, g.Floats + i * n, to.Floats + i * n, n));
        return to;
    });

    /// <summary>An operation on rows (and its gradient from output and output's gradient), applied along a dimension by turning it last.</summary>
    private EmbeddedTensor OverLast(int dim, Func<EmbeddedTensor, EmbeddedTensor> forward, Func<EmbeddedTensor, EmbeddedTensor, EmbeddedTensor> backward)
    {
        var x = AsFloat32();
        dim = Dim(dim);
        if (dim != Rank - 1)
        {
            return Combined(() => ((EmbeddedTensor)x.Transpose(dim, -1)).OverLast(-1, forward, backward).Transpose(dim, -1));
        }

        var rows = x.RowMajor();
        var to = forward(rows);
        if (rows != x)
        {
            rows.Dispose();
        }

        return to.Record(x, (node, g) => node.Give(0, backward(node.Saved(0), g.RowMajor())), to);
    }

    private static void EachRow(EmbeddedTensor x, int cost, Action<long, int> body)
    {
        var n = x.Sizes[^1];
        if (x.Count == 0)
        {
            return;
        }

        var rows = (int)(x.Count / n);
        var each = Math.Max(1, 8192 / n);
        var parts = (rows + each - 1) / each;
        Workers.For(parts, (long)each * n * cost, part =>
        {
            var end = Math.Min(rows, (part + 1) * each);
            for (var i = part * each; i < end; i++)
            {
                body(i, n);
            }
        });
    }

    private void ExpectWidth(EmbeddedTensor? parameter, int width, string what)
    {
        if (parameter is not null && (parameter.Rank != 1 || parameter.Sizes[0] != width || !parameter.IsRowMajor))
        {
            throw new ArgumentException($"{what} {parameter} for {this}: needs [{width}], dense.");
        }
    }

    public override Tensor LayerNorm(Tensor? weight, Tensor? bias, double eps = 1e-5)
    {
        var x = AsFloat32();
        EmbeddedTensor? w = Parameter(weight), b = Parameter(bias);
        x.ExpectWidth(w, x.Sizes[^1], "LayerNorm weight");
        x.ExpectWidth(b, x.Sizes[^1], "LayerNorm bias");
        using var scope = _runtime.NewScope();
        var rows = x.RowMajor();
        var to = _runtime.New(x.Sizes);
        var stats = _runtime.New([2, (int)(x.Count / x.Sizes[^1])]);
        EachRow(rows, 10, (i, n) =>
            (stats.Floats[i], stats.Floats[stats.Sizes[1] + i]) = NormRows.LayerNorm(rows.Floats + i * n, Pointer(w), Pointer(b), to.Floats + i * n, n, eps));
        to.Record([x, w, b], (node, g) => RowNormBackward(node, g.RowMajor(), w is not null, b is not null, true), w is null ? [x, stats] : [x, stats, w]);
        return scope.Keep(to);
    }

    public override Tensor RmsNorm(Tensor? weight, double eps = 1e-6)
    {
        var x = AsFloat32();
        var w = Parameter(weight);
        x.ExpectWidth(w, x.Sizes[^1], "RmsNorm weight");
        using var scope = _runtime.NewScope();
        var rows = x.RowMajor();
        var to = _runtime.New(x.Sizes);
        var stats = _runtime.New([(int)(x.Count / x.Sizes[^1])]);
        EachRow(rows, 8, (i, n) => stats.Floats[i] = NormRows.RmsNorm(rows.Floats + i * n, Pointer(w), to.Floats + i * n, n, eps));
        to.Record([x, w], (node, g) => RowNormBackward(node, g.RowMajor(), w is not null, false, false), w is null ? [x, stats] : [x, stats, w]);
        return scope.Keep(to);
    }

    /// <summary>A weight or bias as dense fp32; null stays null.</summary>
    private static EmbeddedTensor? Parameter(Tensor? parameter) => ((EmbeddedTensor?)parameter)?.AsFloat32();

    internal static float* Pointer(EmbeddedTensor? tensor) => tensor is null ? null : tensor.Floats;

    /// <summary>Weight gradients are summed over fixed blocks of rows, the blocks in order.</summary>
    private static void RowNormBackward(GradNode node, EmbeddedTensor g, bool hasWeight, bool hasBias, bool centered)
    {
        const int Block = 64;
        EmbeddedTensor x = node.Saved(0).RowMajor(), stats = node.Saved(1);
        var w = hasWeight ? node.Saved(2) : null;
        var runtime = g._runtime;
        int n = x.Sizes[^1], rows = (int)(x.Count / n), blocks = (rows + Block - 1) / Block;
        var dx = node.Wants(0) ? runtime.New(x.Sizes) : null;
        bool wantsWeight = hasWeight && node.Wants(1), wantsBias = hasBias && node.Wants(2);
        var dw = wantsWeight ? (EmbeddedTensor)runtime.Zeros([blocks, n]) : null;
        var db = wantsBias ? (EmbeddedTensor)runtime.Zeros([blocks, n]) : null;
        var scratch = runtime.New([blocks, 2, n]);
        Workers.For(blocks, (long)Block * n * 12, block =>
        {
            var temporary = scratch.Floats + (long)block * 2 * n;
            for (var i = block * Block; i < Math.Min(rows, (block + 1) * Block); i++)
            {
                var at = (long)i * n;
                float* to = dx is null ? null : dx.Floats + at, weightTo = dw is null ? null : dw.Floats + (long)block * n;
                if (centered)
                {
                    NormRows.LayerNormBackward(x.Floats + at, Pointer(w), g.Floats + at, stats.Floats[i], stats.Floats[rows + i], to, weightTo,
                        db is null ? null : db.Floats + (long)block * n, n, temporary);
                }
                else
                {
                    NormRows.RmsNormBackward(x.Floats + at, Pointer(w), g.Floats + at, stats.Floats[i], to, weightTo, n, temporary);
                }
            }
        });
        if (dx is not null)
        {
            node.Give(0, dx);
        }

        if (dw is not null)
        {
            node.Give(1, (EmbeddedTensor)dw.Sum([0]));
        }

        if (db is not null)
        {
            node.Give(2, (EmbeddedTensor)db.Sum([0]));
        }
    }
}
