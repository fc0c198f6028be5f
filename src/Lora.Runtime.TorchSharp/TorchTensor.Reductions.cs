using Lora.Tensors;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Lora.Runtime.Torch;

// Reductions, softmax, norms: all in fp32.
internal sealed partial class TorchTensor
{
    public override Tensor Sum(ReadOnlySpan<int> dims = default, bool keepDim = false)
    {
        var over = Over(dims);
        return Run(() => Floats.sum(over, keepDim));
    }

    public override Tensor Mean(ReadOnlySpan<int> dims = default, bool keepDim = false)
    {
        var over = Over(dims);
        return Run(() => Floats.mean(over, keepDim));
    }

    public override Tensor Var(ReadOnlySpan<int> dims = default, int correction = 1, bool keepDim = false)
    {
        var over = Over(dims);
        var count = over.Aggregate(1.0, (n, dim) => n * Sizes[dim]);
        return Run(() => correction == 1 ? Floats.var(over, true, keepDim)
            : correction == 0 ? Floats.var(over, false, keepDim)
            : Floats.var(over, false, keepDim).mul(Number(count / (count - correction))));
    }

    public override Tensor Prod(int dim, bool keepDim = false) => Run(() => Floats.prod(Dim(dim), keepDim));

    public override Tensor Amax(ReadOnlySpan<int> dims = default, bool keepDim = false)
    {
        var over = Over(dims);
        return Run(() => Floats.amax(over, keepDim));
    }

    public override (Tensor Values, Tensor Indices) Max(int dim, bool keepDim = false)
    {
        Native? indices = null;
        var values = Run(() =>
        {
            (var most, indices) = Floats.max(Dim(dim), keepDim);
            indices.DetachFromDisposeScope();
            return most;
        });
        return (values, new TorchTensor(_runtime, indices!));
    }

    public override Tensor Norm(double p = 2, ReadOnlySpan<int> dims = default, bool keepDim = false)
    {
        // of TorchSharp's norms those over one dimension, or all, make no number on their way: see Scalars
        var over = Over(dims);
        long[] rest = [.. Enumerable.Range(0, Rank).Select(dim => (long)dim).Except(over)];
        long[] shape = keepDim ? [.. Enumerable.Range(0, Rank).Select(dim => over.Contains(dim) ? 1L : Sizes[dim])] : [.. rest.Select(dim => (long)Sizes[dim])];
        return Run(() => (rest.Length == 0 ? Floats.norm((float)p)
            : Floats.permute([.. rest, .. over]).reshape([.. rest.Select(dim => (long)Sizes[dim]), -1]).norm(-1, false, (float)p)).reshape(shape));
    }

    public override Tensor CumSum(int dim) => Run(() => Float32.cumsum(Dim(dim)));

    public override Tensor CumProd(int dim) => Run(() => Float32.cumprod(Dim(dim)));

    public override Tensor Softmax(int dim) => Run(() => Floats.softmax(Dim(dim)));

    public override Tensor LogSoftmax(int dim) => Run(() => F.log_softmax(Floats, Dim(dim)));

    public override Tensor GroupNorm(int groups, Tensor? weight, Tensor? bias, double eps = 1e-5, bool silu = false)
    {
        if (Rank < 2 || groups < 1 || Sizes[1] % groups != 0)
        {
            throw new ArgumentException($"GroupNorm of {this} in {groups} groups.");
        }

        Native? w = Parameter(weight, Sizes[1]), b = Parameter(bias, Sizes[1]);
        return Run(() =>
        {
            var y = F.group_norm(Floats, groups, w?.to(torch.float32), b?.to(torch.float32), eps);
            return silu ? y.silu() : y;
        });
    }

    public override Tensor LayerNorm(Tensor? weight, Tensor? bias, double eps = 1e-5)
    {
        Native? w = Parameter(weight, Width), b = Parameter(bias, Width);
        return Run(() => F.layer_norm(Floats, [Width], w?.to(torch.float32), b?.to(torch.float32), eps));
    }

    public override Tensor RmsNorm(Tensor? weight, double eps = 1e-6)
    {
        var w = Parameter(weight, Width);
        return Run(() =>
        {
            var x = Floats;
            var y = x.mul(x.mul(x).mean([-1], true).add(Number(eps), Number(1)).rsqrt());
            return w is null ? y : y.mul(w.to(torch.float32));
        });
    }

    private Native Float32 => DType == DType.Float32 ? Native : throw new ArgumentException($"A running sum or product needs Float32, not {DType}.");

    private int Width => Rank > 0 ? Sizes[^1] : throw new ArgumentException($"{this} has no last dimension.");

    /// <summary>The dimensions named; none named means all.</summary>
    private long[] Over(ReadOnlySpan<int> dims)
    {
        var over = new long[dims.IsEmpty ? Rank : dims.Length];
        for (var i = 0; i < over.Length; i++)
        {
            over[i] = dims.IsEmpty ? i : Dim(dims[i]);
        }

        return over;
    }

    private Native? Parameter(Tensor? parameter, int width) => parameter is null ? null
        : parameter.Rank == 1 && parameter.Shape[0] == width && parameter.DType.IsFloat() ? ((TorchTensor)parameter).Native
        : throw new ArgumentException($"A norm's parameter {parameter} for {this}: needs [{width}].");
}
