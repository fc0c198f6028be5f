namespace Lora.Tensors;

// In-place updates for optimizers and weight loading: no gradient, fp32, same shape or broadcastable right side. Each returns this.
public abstract partial class Tensor
{
    public abstract Tensor Zero_();

    /// <summary>Overwrites from row-major fp32 values.</summary>
    public abstract Tensor CopyFrom_(ReadOnlySpan<float> values);

    /// <summary>this += alpha * other.</summary>
    public abstract Tensor Add_(Tensor other, double alpha = 1);

    public abstract Tensor Add_(double value);

    public abstract Tensor Mul_(Tensor other);

    public abstract Tensor Mul_(double value);

    /// <summary>this += value * a * b.</summary>
    public abstract Tensor AddCMul_(Tensor a, Tensor b, double value = 1);

    /// <summary>this += value * a / b.</summary>
    public abstract Tensor AddCDiv_(Tensor a, Tensor b, double value = 1);

    /// <summary>this += weight * (end - this).</summary>
    public abstract Tensor Lerp_(Tensor end, double weight);
}
