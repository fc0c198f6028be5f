using Lora.Tensors;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Lora.Runtime.Torch;

// Matrix products and linear algebra. TorchSharp's matmul lets a native exception end the process, so products go through linear and bmm.
internal sealed partial class TorchTensor
{
    public override Tensor MatMul(Tensor other)
    {
        var b = (TorchTensor)other;
        if (Rank == 0 || b.Rank == 0 || Sizes[^1] != b.Sizes[Math.Max(0, b.Rank - 2)])
        {
            throw new ArgumentException($"MatMul of {this} and {b}.");
        }

        return Run(() => Product(Floats, b.Floats));
    }

    public override Tensor Linear(Tensor weight, Tensor? bias = null)
    {
        var w = (TorchTensor)weight;
        ExpectLinear(w, bias);
        return Run(() => Linear(Floats, w, ((TorchTensor?)bias)?.Native));
    }

    public override Tensor LowRankLinear(Tensor weight, Tensor? bias, Tensor down, Tensor up, double scale)
    {
        TorchTensor w = (TorchTensor)weight, d = (TorchTensor)down, u = (TorchTensor)up;
        ExpectLinear(w, bias);
        if (d.Rank != 2 || u.Rank != 2 || d.Sizes[0] != u.Sizes[1] || d.Sizes[1] != w.Sizes[1] || u.Sizes[0] != w.Sizes[0])
        {
            throw new ArgumentException($"LowRankLinear: down {d} and up {u} do not fit weight {w}.");
        }

        return Run(() =>
        {
            var x = Floats;
            // in a half type the branch too: backward then keeps x once, in that type
            var half = w.InProductType;
            var type = half ? w.Native.dtype : torch.float32;
            var input = half ? x.to(type) : x;
            var b = ((TorchTensor?)bias)?.Native.to(half ? type : torch.float32);
            var base32 = half ? F.linear(input, w.Native, b).to(torch.float32) : Linear(x, w, b);
            return base32.add(F.linear(F.linear(input, d.Floats.to(type)), u.Floats.to(type)), Number(scale));
        });
    }

    public override Tensor Einsum(string equation, Tensor other)
    {
        var y = (TorchTensor)other;
        return equation.Contains("->", StringComparison.Ordinal) && equation.Split(',').Length == 2
            ? Run(() => torch.einsum(equation, Floats, y.Floats))
            : throw new ArgumentException($"Einsum '{equation}': two operands and a result, as in 'ij,jk->ik'.");
    }

    public override Tensor Kron(Tensor other) => Rank == 2 && other.Rank == 2 ? With(other, (x, y) => x.kron(y))
        : throw new ArgumentException($"Kron of {this} and {other}.");

    // solve_ex does not ask the device whether a matrix was singular
    public override Tensor Inverse() => Run(() =>
    {
        var x = Square();
        return torch.linalg.solve_ex(x, torch.eye(Sizes[^1], device: x.device).expand(x.shape)).result;
    });

    public override Tensor Solve(Tensor right)
    {
        var b = (TorchTensor)right;
        return b.Rank == Rank && b.Rank > 1 && b.Shape[..^2].SequenceEqual(Shape[..^2]) && b.Sizes[^2] == Sizes[^1] && b.DType == DType.Float32
            ? Run(() => torch.linalg.solve_ex(Square(), b.Native).result) : throw new ArgumentException($"Solve of {this} for {b}.");
    }

    public override Tensor SvdVals() => Rank > 1 && DType == DType.Float32 ? Run(() => torch.linalg.svdvals(Native))
        : throw new ArgumentException($"SvdVals of {this}.");

    /// <summary>The weight is stored in the half type that products are to be computed in.</summary>
    private bool InProductType => DType != DType.Float32 && DType == _runtime.ProductType;

    private Native Square() => Rank > 1 && Sizes[^1] == Sizes[^2] && DType == DType.Float32 ? Native
        : throw new ArgumentException($"A square matrix is Float32 [..., n, n], not {this}.");

    private void ExpectLinear(TorchTensor w, Tensor? b)
    {
        if (w.Rank != 2 || Rank == 0 || Sizes[^1] != w.Sizes[1] || !w.DType.IsFloat() || b is not null && (b.Rank != 1 || b.Shape[0] != w.Sizes[0]))
        {
            throw new ArgumentException($"Linear of {this} by weight {w}{(b is null ? "" : $" and bias {b}")}.");
        }
    }

    /// <summary>x W^T + b as fp32, for a weight of any float type.</summary>
    private Native Linear(Native x, TorchTensor weight, Native? bias)
    {
        var w = weight.Native;
        if (weight.DType == DType.Float32)
        {
            return F.linear(x, w, bias?.to(torch.float32));
        }

        if (weight.InProductType)
        {
            return F.linear(x.to(w.dtype), w, bias?.to(w.dtype)).to(torch.float32);
        }

        return Plus(Recast(x, w, wide => F.linear(x, wide), (g, wide) => F.linear(g, wide.transpose(0, 1))), bias?.to(torch.float32));
    }

    private Native Plus(Native x, Native? bias) => bias is null ? x : x.add(bias, Number(1));

    /// <summary>
    /// A product of x with a frozen half weight in fp32. The weight is cast for it and cast again on the way back: libtorch would keep the first cast, a whole
    /// model in fp32.
    /// </summary>
    private Native Recast(Native x, Native weight, Func<Native, Native> product, Func<Native, Native, Native> back)
    {
        if (!x.requires_grad || !_runtime.GradEnabled)
        {
            return product(weight.to(torch.float32));
        }

        using (torch.no_grad())
        {
            var y = product(weight.to(torch.float32));
            Native[] saved = [weight.alias().DetachFromDisposeScope()];
            return GradientNode.Record(_runtime, y, [x], saved, gradient => [back(gradient, saved[0].to(torch.float32))]);
        }
    }

    /// <summary>As matmul, the shapes' last two dimensions checked.</summary>
    private static Native Product(Native a, Native b)
    {
        if (b.ndim <= 2)
        {
            // a vector is a matrix of one column, to be taken off again
            return b.ndim == 2 ? F.linear(a, b.transpose(0, 1)) : F.linear(a, b.unsqueeze(0)).squeeze(-1);
        }

        if (a.ndim == 1)
        {
            return Product(a.unsqueeze(0), b).squeeze(-2);
        }

        long[] left = a.shape, right = b.shape, batch = Broadcast(left[..^2], right[..^2]);
        long n = left[^2], m = left[^1], p = right[^1], count = batch.Aggregate(1L, (x, y) => x * y);
        var product = a.expand([.. batch, n, m]).reshape(count, n, m).bmm(b.expand([.. batch, m, p]).reshape(count, m, p));
        return product.reshape([.. batch, n, p]);
    }

    private static long[] Broadcast(long[] a, long[] b)
    {
        var shape = new long[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= shape.Length; i++)
        {
            long x = i <= a.Length ? a[^i] : 1, y = i <= b.Length ? b[^i] : 1;
            shape[^i] = x == y || y == 1 ? x : x == 1 ? y
                : throw new ArgumentException($"[{string.Join(", ", a)}] and [{string.Join(", ", b)}] do not broadcast.");
        }

        return shape;
    }
}
