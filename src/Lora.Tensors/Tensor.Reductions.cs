namespace Lora.Tensors;

// Reductions, norms, pooling, resampling, lookups, losses. No dims given means all.
public abstract partial class Tensor
{
    public abstract Tensor Sum(ReadOnlySpan<int> dims = default, bool keepDim = false);

    public abstract Tensor Mean(ReadOnlySpan<int> dims = default, bool keepDim = false);

    /// <summary>correction 1 is the unbiased estimate.</summary>
    public abstract Tensor Var(ReadOnlySpan<int> dims = default, int correction = 1, bool keepDim = false);

    public Tensor Std(ReadOnlySpan<int> dims = default, int correction = 1, bool keepDim = false) => Var(dims, correction, keepDim).Sqrt();

    public abstract Tensor Prod(int dim, bool keepDim = false);

    /// <summary>Largest value; ties share the gradient.</summary>
    public abstract Tensor Amax(ReadOnlySpan<int> dims = default, bool keepDim = false);

    /// <summary>Largest value along a dimension and where it stands (the first of equals, Int64); gradient to that index only.</summary>
    public abstract (Tensor Values, Tensor Indices) Max(int dim, bool keepDim = false);

    /// <summary>(sum |x|^p)^(1/p).</summary>
    public abstract Tensor Norm(double p = 2, ReadOnlySpan<int> dims = default, bool keepDim = false);

    public abstract Tensor CumSum(int dim);

    public abstract Tensor CumProd(int dim);

    public abstract Tensor Softmax(int dim);

    public abstract Tensor LogSoftmax(int dim);

    /// <summary>this [n, c, ...]; weight and bias [c] or null; with <paramref name="silu"/> the activation is applied in the same pass.</summary>
    public abstract Tensor GroupNorm(int groups, Tensor? weight, Tensor? bias, double eps = 1e-5, bool silu = false);

    /// <summary>Over the last dimension.</summary>
    public abstract Tensor LayerNorm(Tensor? weight, Tensor? bias, double eps = 1e-5);

    /// <summary>Over the last dimension.</summary>
    public abstract Tensor RmsNorm(Tensor? weight, double eps = 1e-6);

    /// <summary>this: table [rows, width]; ids Int64 of any shape -> [..., width]. Gradients of repeated ids add up.</summary>
    public abstract Tensor Embedding(Tensor ids);

    /// <summary>this [n, c, h, w] -> [n, c, height, width], corners not aligned. antialias: bilinear only.</summary>
    public abstract Tensor Interpolate(int height, int width, InterpolateMode mode = InterpolateMode.Nearest, bool antialias = false);

    public abstract Tensor AvgPool2d(int kernel, int stride, int padding = 0, bool ceilMode = false, bool countIncludePad = true);

    public abstract Tensor MaxPool2d(int kernel, int stride, int padding = 0);

    /// <summary>Mean of (this - target)^2 over all elements.</summary>
    public Tensor MseLoss(Tensor target)
    {
        var difference = Sub(target);
        return difference.Mul(difference).Mean();
    }
}

public enum InterpolateMode
{
    Nearest,
    Bilinear,
    Bicubic,
    Area,
}
