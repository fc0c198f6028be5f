using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

// Elementary functions and activations.
internal sealed partial class EmbeddedTensor
{
    /// <summary>y = f(x) with a gradient made of x and that of y.</summary>
    private EmbeddedTensor OfInput<TOp, TGradient>(TOp op, TGradient gradient) where TOp : struct, IUnaryOp where TGradient : struct, IBinaryOp
    {
        var to = Pointwise.Unary(op, this);
        return RequiresGrad ? to.Record(this, (node, g) => node.Give(0, Pointwise.Binary(gradient, node.Saved(0), g)), this) : to;
    }

    /// <summary>y = f(x) with a gradient made of y and that of y.</summary>
    private EmbeddedTensor OfOutput<TOp, TGradient>(TOp op, TGradient gradient) where TOp : struct, IUnaryOp where TGradient : struct, IBinaryOp
    {
        var to = Pointwise.Unary(op, this);
        return RequiresGrad ? to.Record(this, (node, g) => node.Give(0, Pointwise.Binary(gradient, node.Saved(0), g)), to) : to;
    }

    public override Tensor Round() => Pointwise.Unary(new RoundToEven(), this);

    public override Tensor Sign() => Pointwise.Unary(new SignOf(), this);

    public override Tensor Neg() => Pointwise.Unary(new Negate(), this).Record(this, static (node, g) => node.Give(0, Pointwise.Unary(new Negate(), g)));

    public override Tensor Abs() => OfInput(new Absolute(), new AbsoluteGradient());

    public override Tensor Exp() => OfOutput(new Exponential(), new Multiply());

    public override Tensor Expm1() => OfOutput(new ExponentialMinusOne(), new ExponentialMinusOneGradient());

    public override Tensor Log() => OfInput(new Logarithm(), new LogarithmGradient());

    public override Tensor Log1p() => OfInput(new LogarithmOfOnePlus(), new LogarithmOfOnePlusGradient());

    public override Tensor Sqrt() => OfOutput(new SquareRoot(), new SquareRootGradient());

    public override Tensor Rsqrt() => OfOutput(new ReciprocalSquareRoot(), new ReciprocalSquareRootGradient());

    public override Tensor Reciprocal() => OfOutput(new Inverse(), new InverseGradient());

    public override Tensor Sin() => OfInput(new Sine(), new SineGradient());

    public override Tensor Cos() => OfInput(new Cosine(), new CosineGradient());

    public override Tensor Tanh() => OfOutput(new HyperbolicTangent(), new HyperbolicTangentGradient());

    public override Tensor Erf() => OfInput(new ErrorFunction(), new ErrorFunctionGradient());

    public override Tensor Sigmoid() => OfOutput(new Logistic(), new LogisticGradient());

    public override Tensor Relu() => OfInput(new LeakyRectifier(0), new LeakyRectifierGradient(0));

    public override Tensor LeakyRelu(double slope = 0.01) => OfInput(new LeakyRectifier((float)slope), new LeakyRectifierGradient((float)slope));

    public override Tensor Softplus() => OfInput(new SoftPlus(), new SoftPlusGradient());

    public override Tensor Silu() => OfInput(new Silu(), new SiluGradient());

    public override Tensor Gelu(bool tanh = false) =>
        tanh ? OfInput(new GeluTanh(), new GeluTanhGradient()) : OfInput(new Gelu(), new GeluGradient());

    public override Tensor QuickGelu() => OfInput(new QuickGelu(), new QuickGeluGradient());

    public override Tensor GeGlu()
    {
        var (value, gate) = Halves(AsFloat32());
        var to = Pointwise.Binary(new GatedGelu(), value, gate);
        return to.Record(this, static (node, g) =>
        {
            var (value, gate) = Halves(node.Saved(0));
            var gradient = node.Saved(0).NewLike();
            var (valueGradient, gateGradient) = Halves(gradient);
            Pointwise.Binary(new GatedGelu(), g, gate, valueGradient);
            Pointwise.Ternary(new GatedGeluGradient(), value, gate, g, gateGradient);
            node.Give(0, gradient);
        }, this);
    }

    private static (EmbeddedTensor First, EmbeddedTensor Second) Halves(EmbeddedTensor x)
    {
        var last = x.Rank - 1;
        if (last < 0 || x.Sizes[last] % 2 != 0)
        {
            throw new ArgumentException($"GeGlu halves the last dimension of {x}, which is odd.");
        }

        var half = x.Sizes[last] / 2;
        return (x.View(last, 0, half), x.View(last, half, half));
    }
}
