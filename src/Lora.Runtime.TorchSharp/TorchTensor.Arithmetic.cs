using Lora.Tensors;
using TorchSharp;

namespace Lora.Runtime.Torch;

// Broadcasting arithmetic, elementary functions and activations.
internal sealed partial class TorchTensor
{
    public override Tensor Add(Tensor other, double alpha = 1) => With(other, (x, y) => x.add(y, Number(alpha)));

    public override Tensor Sub(Tensor other) => With(other, (x, y) => x.sub(y));

    public override Tensor Mul(Tensor other) => With(other, (x, y) => x.mul(y));

    public override Tensor Div(Tensor other) => With(other, (x, y) => x.div(y));

    public override Tensor Affine(double scale, double shift) => Run(() => shift == 0 ? Floats.mul(Number(scale))
        : (scale == 1 ? Floats : Floats.mul(Number(scale))).add(Number(shift), Number(1)));

    public override Tensor Pow(double exponent) => Run(() => Floats.pow(Number(exponent)));

    public override Tensor Pow(Tensor exponent) => With(exponent, (x, y) => x.pow(y));

    public override Tensor Minimum(Tensor other) => With(other, (x, y) => x.minimum(y));

    public override Tensor Maximum(Tensor other) => With(other, (x, y) => x.maximum(y));

    public override Tensor Lerp(Tensor end, double weight) => With(end, (x, y) => x.add(y.sub(x), Number(weight)));

    public override Tensor Clamp(double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
        Run(() => Floats.clamp(Number(min), Number(max)));

    public override Tensor Where(Tensor condition, Tensor other)
    {
        TorchTensor c = (TorchTensor)condition, y = (TorchTensor)other;
        return DType == y.DType ? Run(() => torch.where(c.Truth, Native, y.Native)) : throw new ArgumentException($"Where between {this} and {y}.");
    }

    public override Tensor Compare(Comparison comparison, Tensor other)
    {
        Native x = Native, y = ((TorchTensor)other).Native;
        return Run(() => comparison == Comparison.Equal ? x.eq(y) : x.lt(y));
    }

    public override Tensor Round() => Run(() => Floats.detach().round());

    public override Tensor Sign() => Run(() => Floats.detach().sign());

    public override Tensor Neg() => Run(() => Floats.neg());

    public override Tensor Abs() => Run(() => Floats.abs());

    public override Tensor Exp() => Run(() => Floats.exp());

    public override Tensor Expm1() => Run(() => Floats.expm1());

    public override Tensor Log() => Run(() => Floats.log());

    public override Tensor Log1p() => Run(() => Floats.log1p());

    public override Tensor Sqrt() => Run(() => Floats.sqrt());

    public override Tensor Rsqrt() => Run(() => Floats.rsqrt());

    public override Tensor Reciprocal() => Run(() => Floats.reciprocal());

    public override Tensor Sin() => Run(() => Floats.sin());

    public override Tensor Cos() => Run(() => Floats.cos());

    public override Tensor Tanh() => Run(() => Floats.tanh());

    public override Tensor Erf() => Run(() => Floats.erf());

    public override Tensor Sigmoid() => Run(() => Floats.sigmoid());

    public override Tensor Relu() => Run(() => Floats.relu());

    public override Tensor LeakyRelu(double slope = 0.01) => Run(() => Floats.leaky_relu(Number(slope)));

    // TorchSharp's makes numbers on its way: see Scalars
    public override Tensor Softplus() => Run(() => Floats.logaddexp(torch.zeros_like(Native, torch.float32)));

    public override Tensor Silu() => Run(() => Floats.silu());

    // by hand with tanh: TorchSharp 0.106 has no such option
    public override Tensor Gelu(bool tanh = false) => Run(() =>
    {
        var x = Floats;
        Native Inner() => x.pow(Number(3)).mul(Number(0.044715)).add(x, Number(1)).mul(Number(Math.Sqrt(2 / Math.PI)));
        return tanh ? Inner().tanh().add(Number(1), Number(1)).mul(x).mul(Number(0.5)) : x.gelu();
    });

    // as silu(1.702 x) / 1.702, of which backward keeps one tensor and not three
    public override Tensor QuickGelu() => Run(() => Floats.mul(Number(1.702)).silu().mul(Number(1 / 1.702)));

    public override Tensor GeGlu()
    {
        var half = Width % 2 == 0 ? Width / 2 : throw new ArgumentException($"GeGlu halves the last dimension of {this}, which is odd.");
        return Run(() => Floats.narrow(-1, 0, half).mul(Floats.narrow(-1, half, half).gelu()));
    }

    /// <summary>True, or an integer that is not zero.</summary>
    private Native Truth => DType == DType.Bool ? Native : Native.to(torch.@bool);

    private Scalar Number(double value) => _runtime.Number(value);

    /// <summary>An operation on two tensors as fp32.</summary>
    private TorchTensor With(Tensor other, Func<Native, Native, Native> body, [System.Runtime.CompilerServices.CallerMemberName] string operation = "") =>
        Run(() => body(Floats, ((TorchTensor)other).Floats), operation);
}
