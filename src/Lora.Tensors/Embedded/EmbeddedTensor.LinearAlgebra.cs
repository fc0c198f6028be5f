using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

// Inverse, solve, singular values: small matrices, in double.
internal sealed unsafe partial class EmbeddedTensor
{
    public override Tensor Inverse()
    {
        ExpectSquare("Inverse");
        var to = SolvedFor(this, null);
        return to.Record(this, static (node, g) =>
        {
            // -Y^T g Y^T
            var turned = node.Saved(0).Turned();
            node.Give(0, Pointwise.Unary(new Negate(), Product(Product(turned, g), turned)));
        }, to);
    }

    public override Tensor Solve(Tensor right)
    {
        ExpectSquare("Solve");
        var b = (EmbeddedTensor)right;
        if (b.Rank != Rank || !b.Shape[..^2].SequenceEqual(Shape[..^2]) || b.Sizes[^2] != Sizes[^1])
        {
            throw new ArgumentException($"Solve of {this} for {b}.");
        }

        var to = SolvedFor(this, b);
        return to.Record([this, b], static (node, g) =>
        {
            // dB = A^-T g, dA = -dB X^T
            var db = SolvedFor(node.Saved(0).Turned(), g);
            node.Give(1, db);
            if (node.Wants(0))
            {
                node.Give(0, Pointwise.Unary(new Negate(), Product(db, node.Saved(1).Turned())));
            }
        }, this, to);
    }

    private void ExpectSquare(string operation)
    {
        if (Rank < 2 || Sizes[^1] != Sizes[^2] || DType != DType.Float32)
        {
            throw new ArgumentException($"{operation} needs Float32 [..., n, n], not {this}.");
        }
    }

    /// <summary>A^-1 B for every matrix of a batch; no B means the identity.</summary>
    private static EmbeddedTensor SolvedFor(EmbeddedTensor a, EmbeddedTensor? b)
    {
        int n = a.Sizes[^1], m = b is null ? n : b.Sizes[^1];
        var to = a._runtime.New([.. a.Sizes[..^1], m]);
        float[] values = a.ToFloats(), right = b is null ? [] : b.ToFloats();
        double[] left = new double[n * n], x = new double[n * m];
        for (var i = 0; i < (n == 0 ? 0 : values.Length / (n * n)); i++)
        {
            for (var k = 0; k < left.Length; k++)
            {
                left[k] = values[i * left.Length + k];
            }

            for (var k = 0; k < x.Length; k++)
            {
                x[k] = b is null ? (k / m == k % m ? 1 : 0) : right[i * x.Length + k];
            }

            DenseSolver.Solve(left, x, n, m);
            for (var k = 0; k < x.Length; k++)
            {
                to.Floats[i * x.Length + k] = (float)x[k];
            }
        }

        return to;
    }

    public override (Tensor U, Tensor S, Tensor Vh) Svd()
    {
        if (Rank != 2)
        {
            throw new ArgumentException($"Svd of {this}.");
        }

        if (Sizes[0] < Sizes[1])
        {
            using var turned = Turned();
            var (u, s, vh) = turned.Svd();
            using (u)
            using (vh)
            {
                return (((EmbeddedTensor)vh).Turned(), s, ((EmbeddedTensor)u).Turned());
            }
        }

        int n = Sizes[0], m = Sizes[1];
        var a = Array.ConvertAll(ToFloats(), x => (double)x);
        var (values, v) = DenseSolver.Svd(a, n, m);
        EmbeddedTensor left = _runtime.New([n, m]), single = _runtime.New([m]), right = _runtime.New([m, m]);
        for (var i = 0; i < a.Length; i++)
        {
            left.Floats[i] = (float)a[i];
        }

        for (var i = 0; i < m; i++)
        {
            single.Floats[i] = (float)values[i];
            for (var j = 0; j < m; j++)
            {
                right.Floats[i * m + j] = (float)v[j * m + i];
            }
        }

        return (left, single, right);
    }

    public override Tensor SvdVals()
    {
        if (Rank < 2 || DType != DType.Float32)
        {
            throw new ArgumentException($"SvdVals of {this}.");
        }

        using var scope = _runtime.NewScope();
        int n = Sizes[^2], m = Sizes[^1], k = Math.Min(n, m), count = (int)(Count / Math.Max(1, n * m));
        var matrices = ((EmbeddedTensor)Detach()).RowMajor();
        EmbeddedTensor to = _runtime.New([.. Sizes[..^2], k]), u = _runtime.New([.. Sizes[..^1], k]), vh = _runtime.New([.. Sizes[..^2], k, m]);
        for (var i = 0; i < count; i++)
        {
            var (left, single, right) = matrices.Alias([n, m], [m, 1], (long)i * n * m).Svd();
            ((EmbeddedTensor)left).RowMajor().CopyTo(new Span<float>(u.Floats + (long)i * n * k, n * k));
            single.CopyTo(new Span<float>(to.Floats + (long)i * k, k));
            right.CopyTo(new Span<float>(vh.Floats + (long)i * k * m, k * m));
        }

        // dA = U diag(g) Vh
        to.Record(this, static (node, g) =>
        {
            var scaled = Pointwise.Binary(new Multiply(), node.Saved(0), (EmbeddedTensor)g.Unsqueeze(-2));
            node.Give(0, Product(scaled, node.Saved(1)));
        }, u, vh);
        return scope.Keep(to);
    }
}
