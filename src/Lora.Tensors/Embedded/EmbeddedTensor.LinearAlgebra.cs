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

    public override Tensor SvdVals()
    {
        if (Rank < 2 || DType != DType.Float32)
        {
            throw new ArgumentException($"SvdVals of {this}.");
        }

        int n = Sizes[^2], m = Sizes[^1], k = Math.Min(n, m);
        using var scope = _runtime.NewScope();
        EmbeddedTensor to = _runtime.New([.. Sizes[..^2], k]), u = _runtime.New([.. Sizes[..^1], k]), vh = _runtime.New([.. Sizes[..^2], k, m]);
        var values = ToFloats();
        for (var i = 0; i < (n * m == 0 ? 0 : values.Length / (n * m)); i++)
        {
            Svd(values.AsSpan(i * n * m, n * m), n, m, u.Floats + (i * n * k), to.Floats + (i * k), vh.Floats + (i * k * m));
        }

        // dA = U diag(g) Vh
        to.Record(this, static (node, g) =>
        {
            var scaled = Pointwise.Binary(new Multiply(), node.Saved(0), (EmbeddedTensor)g.Unsqueeze(-2));
            node.Give(0, Product(scaled, node.Saved(1)));
        }, u, vh);
        return scope.Keep(to);
    }

    /// <summary>Thin decomposition A = U diag(S) Vh of [n, m] into U [n, k], S [k] and Vh [k, m], k = min(n, m).</summary>
    private static void Svd(ReadOnlySpan<float> a, int n, int m, float* u, float* s, float* vh)
    {
        // the solver wants at least as many rows as columns: A^T = Vh^T diag(S) U^T
        var wide = n < m;
        var (rows, k) = wide ? (m, n) : (n, m);
        var left = new double[rows * k];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < k; j++)
            {
                left[i * k + j] = wide ? a[j * m + i] : a[i * m + j];
            }
        }

        var (values, right) = DenseSolver.Svd(left, rows, k);
        var (ofRows, ofColumns) = wide ? (right, left) : (left, right);
        for (var j = 0; j < k; j++)
        {
            s[j] = (float)values[j];
            for (var i = 0; i < n; i++)
            {
                u[i * k + j] = (float)ofRows[i * k + j];
            }

            for (var i = 0; i < m; i++)
            {
                vh[j * m + i] = (float)ofColumns[i * k + j];
            }
        }
    }
}
