namespace Lora.Tensors;

// Broadcasting arithmetic, elementary functions and activations.
public abstract partial class Tensor
{
    /// <summary>this + alpha * other, broadcast.</summary>
    public abstract Tensor Add(Tensor other, double alpha = 1);

    public abstract Tensor Sub(Tensor other);

    public abstract Tensor Mul(Tensor other);

    public abstract Tensor Div(Tensor other);

    /// <summary>this * scale + shift.</summary>
    public abstract Tensor Affine(double scale, double shift);

    public abstract Tensor Pow(double exponent);

    public abstract Tensor Pow(Tensor exponent);

    /// <summary>Ties share the gradient half and half.</summary>
    public abstract Tensor Minimum(Tensor other);

    public abstract Tensor Maximum(Tensor other);

    /// <summary>this + weight * (end - this).</summary>
    public abstract Tensor Lerp(Tensor end, double weight);

    /// <summary>Gradient passes at the bounds.</summary>
    public abstract Tensor Clamp(double min = double.NegativeInfinity, double max = double.PositiveInfinity);

    /// <summary>condition (Bool, or Int64 not zero) ? this : other, all three broadcast.</summary>
    public abstract Tensor Where(Tensor condition, Tensor other);

    /// <summary>Elementwise comparison, Bool, broadcast, no gradient.</summary>
    public abstract Tensor Compare(Comparison comparison, Tensor other);

    /// <summary>To the nearest whole number, halves to even; no gradient.</summary>
    public abstract Tensor Round();

    /// <summary>-1, 0 or 1; no gradient.</summary>
    public abstract Tensor Sign();

    public abstract Tensor Neg();
    public abstract Tensor Abs();
    public abstract Tensor Exp();
    public abstract Tensor Expm1();
    public abstract Tensor Log();
    public abstract Tensor Log1p();
    public abstract Tensor Sqrt();
    public abstract Tensor Rsqrt();
    public abstract Tensor Reciprocal();
    public abstract Tensor Sin();
    public abstract Tensor Cos();
    public abstract Tensor Tanh();
    public abstract Tensor Erf();
    public abstract Tensor Sigmoid();
    public abstract Tensor Relu();
    public abstract Tensor LeakyRelu(double slope = 0.01);
    public abstract Tensor Softplus();
    public abstract Tensor Silu();

    /// <summary>x * Phi(x), by erf or by the tanh approximation.</summary>
    public abstract Tensor Gelu(bool tanh = false);

    /// <summary>x * sigmoid(1.702 x), CLIP's.</summary>
    public abstract Tensor QuickGelu();

    /// <summary>Halves the last dimension: first half times gelu(second half), in one pass.</summary>
    public abstract Tensor GeGlu();

    public static Tensor operator +(Tensor a, Tensor b) => a.Add(b);
    public static Tensor operator -(Tensor a, Tensor b) => a.Sub(b);
    public static Tensor operator *(Tensor a, Tensor b) => a.Mul(b);
    public static Tensor operator /(Tensor a, Tensor b) => a.Div(b);
    public static Tensor operator +(Tensor a, double b) => a.Affine(1, b);
    public static Tensor operator -(Tensor a, double b) => a.Affine(1, -b);
    public static Tensor operator *(Tensor a, double b) => a.Affine(b, 0);
    public static Tensor operator /(Tensor a, double b) => a.Affine(1 / b, 0);
}

public enum Comparison
{
    Equal,
    Less,
}
