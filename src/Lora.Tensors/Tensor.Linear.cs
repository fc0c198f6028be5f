namespace Lora.Tensors;

// Matrix products, convolutions, attention, linear algebra.
public abstract partial class Tensor
{
    /// <summary>As torch.matmul: vectors, matrices and broadcast batches.</summary>
    public abstract Tensor MatMul(Tensor other);

    /// <summary>[b, n, m] x [b, m, p] -> [b, n, p].</summary>
    public Tensor Bmm(Tensor other) => MatMul(other);

    /// <summary>beta * this + alpha * (a @ b).</summary>
    public Tensor BAddBmm(Tensor a, Tensor b, double beta = 1, double alpha = 1) => Affine(beta, 0).Add(a.MatMul(b), alpha);

    /// <summary>this [..., in] x weight [out, in] transposed + bias [out] -> [..., out]. The weight may be stored in fp16 or bf16.</summary>
    public abstract Tensor Linear(Tensor weight, Tensor? bias = null);

    /// <summary>
    /// Linear plus a low-rank branch in one operation: x W^T + bias + scale * (x down^T) up^T; down [r, in], up [out, r].
    /// Backward keeps only x and x down^T. (LoRA, arXiv 2106.09685.)
    /// </summary>
    public abstract Tensor LowRankLinear(Tensor weight, Tensor? bias, Tensor down, Tensor up, double scale);

    /// <summary>
    /// this [n, c, h, w], weight [out, c / groups, kh, kw], bias [out]. padding is (top, bottom, left, right): the autoencoder's downsampler pads one side
    /// only.
    /// </summary>
    public abstract Tensor Conv2d(Tensor weight, Tensor? bias = null, int stride = 1, Padding2d padding = default, int dilation = 1, int groups = 1);

    /// <summary>The same with a stride and a dilation for each direction.</summary>
    public abstract Tensor Conv2d(
        Tensor weight, Tensor? bias, (int Height, int Width) stride, Padding2d padding, (int Height, int Width) dilation, int groups = 1);

    /// <summary>
    /// softmax(this k^T * scale + mask) v for this [b, h, n, d], k [b, h, m, d], v [b, h, m, e]; blocked, memory linear in n and m.
    /// scale defaults to 1 / sqrt(d). mask: additive fp32 or Bool (true = attend), broadcastable to [b, h, n, m].
    /// </summary>
    public abstract Tensor ScaledDotProductAttention(Tensor key, Tensor value, Tensor? mask = null, bool causal = false, double? scale = null);

    /// <summary>As torch.einsum for two operands with explicit output, no repeated letter inside one operand.</summary>
    public abstract Tensor Einsum(string equation, Tensor other);

    /// <summary>Kronecker product of two matrices.</summary>
    public abstract Tensor Kron(Tensor other);

    /// <summary>Inverse of square matrices [..., n, n].</summary>
    public abstract Tensor Inverse();

    /// <summary>X with this X = right for [..., n, n] and [..., n, m].</summary>
    public abstract Tensor Solve(Tensor right);

    /// <summary>Singular values in descending order of [..., n, m].</summary>
    public abstract Tensor SvdVals();
}

/// <summary>Zeros added on each side of an image.</summary>
public readonly record struct Padding2d(int Top, int Bottom, int Left, int Right)
{
    public static implicit operator Padding2d(int all) => new(all, all, all, all);
}
