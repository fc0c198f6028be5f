namespace Lora.Tensors;

// In-place updates for optimizers and weight loading: no gradient, fp32, same shape or broadcastable right side. Each returns this.
public abstract partial class Tensor
{
    public abstract Tensor Zero_();

    /// <summary>Overwrites from row-major fp32 values.</summary>
    public abstract Tensor CopyFrom_(ReadOnlySpan<float> values);

    /// <summary>Overwrites with another's elements, broadcast and cast; of any type.</summary>
    public abstract Tensor Copy_(Tensor source);

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

    /// <summary>
    /// Overwrites this, UInt8 [n], with a code of 8 bits for each value, and <paramref name="absmax"/> with the largest magnitude of each block: a value
    /// divided by it is rounded to one of 65536 steps from -1 to 1, and the step's code is taken. A block of zeros has code 0 throughout.
    /// Source: bitsandbytes' quantize_blockwise on the CPU (Dettmers et al., arXiv 2110.02861).
    /// </summary>
    /// <param name="values">fp32 [n].</param>
    /// <param name="absmax">fp32 [n / blockSize rounded up].</param>
    /// <param name="codeOfStep">UInt8 [65536].</param>
    /// <param name="blockSize">Values that share a scale; the last block may be shorter.</param>
    public abstract Tensor QuantizeBlockwise_(Tensor values, Tensor absmax, Tensor codeOfStep, int blockSize);

    /// <summary>fp32 [n] from this, UInt8 [n]: each code's value, times its block's scale.</summary>
    /// <param name="absmax">fp32 [n / blockSize rounded up].</param>
    /// <param name="valueOfCode">fp32 [256].</param>
    /// <param name="blockSize">As it was quantised.</param>
    public abstract Tensor DequantizeBlockwise(Tensor absmax, Tensor valueOfCode, int blockSize);
}
