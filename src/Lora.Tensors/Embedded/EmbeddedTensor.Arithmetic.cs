using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

// Broadcasting arithmetic.
internal sealed partial class EmbeddedTensor
{
    public override Tensor Add(Tensor other, double alpha = 1)
    {
        var y = (EmbeddedTensor)other;
        var to = alpha == 1 ? Pointwise.Binary(new Add(), this, y) : Pointwise.Binary(new AddScaled((float)alpha), this, y);
        return to.Record([this, y], (node, g) =>
        {
            node.Give(0, g);
            if (node.Wants(1))
            {
                node.Give(1, alpha == 1 ? g : Pointwise.Unary(new Scale((float)alpha), g));
            }
        });
    }

    public override Tensor Sub(Tensor other)
    {
        var y = (EmbeddedTensor)other;
        return Pointwise.Binary(new Subtract(), this, y).Record([this, y], static (node, g) =>
        {
            node.Give(0, g);
            if (node.Wants(1))
            {
                node.Give(1, Pointwise.Unary(new Negate(), g));
            }
        });
    }

    public override Tensor Mul(Tensor other)
    {
        var y = (EmbeddedTensor)other;
        return Pointwise.Binary(new Multiply(), this, y).Record([this, y], static (node, g) =>
        {
            if (node.Wants(0))
            {
                node.Give(0, Pointwise.Binary(new Multiply(), g, node.Saved(1)));
            }

            if (node.Wants(1))
            {
                node.Give(1, Pointwise.Binary(new Multiply(), g, node.Saved(0)));
            }
        }, this, y);
    }

    public override Tensor Div(Tensor other)
    {
        var y = (EmbeddedTensor)other;
        var to = Pointwise.Binary(new Divide(), this, y);
        return to.Record([this, y], static (node, g) =>
        {
            if (node.Wants(0))
            {
                node.Give(0, Pointwise.Binary(new Divide(), g, node.Saved(0)));
            }

            if (node.Wants(1))
            {
                node.Give(1, Pointwise.Ternary(new DivideGradient(), g, node.Saved(1), node.Saved(0)));
            }
        }, y, to);
    }

    public override Tensor Affine(double scale, double shift)
    {
        var to = shift == 0 ? Pointwise.Unary(new Scale((float)scale), this)
            : scale == 1 ? Pointwise.Unary(new Shift((float)shift), this)
            : Pointwise.Unary(new ScaleShift((float)scale, (float)shift), this);
        return to.Record(this, (node, g) => node.Give(0, scale == 1 ? g : Pointwise.Unary(new Scale((float)scale), g)));
    }

    public override Tensor Pow(double exponent)
    {
        switch (exponent)
        {
            case 2:
                return Pointwise.Unary(new Square(), this).Record(this, static (node, g) =>
                    node.Give(0, Pointwise.Binary(new Multiply(), g, Pointwise.Unary(new Scale(2), node.Saved(0)))), this);
            case 0.5:
                return Sqrt();
            case -0.5:
                return Rsqrt();
            case -1:
                return Reciprocal();
        }

        return Pointwise.Unary(new Power((float)exponent), this).Record(this, (node, g) =>
        {
            var slope = Pointwise.Unary(new Power((float)(exponent - 1)), node.Saved(0));
            node.Give(0, Pointwise.Binary(new Multiply(), Pointwise.Unary(new Scale((float)exponent), g), slope));
        }, this);
    }

    public override Tensor Pow(Tensor exponent)
    {
        var e = (EmbeddedTensor)exponent;
        var to = Pointwise.Binary(new PowerOf(), this, e);
        return to.Record([this, e], static (node, g) =>
        {
            if (node.Wants(0))
            {
                node.Give(0, Pointwise.Ternary(new PowerBaseGradient(), g, node.Saved(0), node.Saved(1)));
            }

            if (node.Wants(1))
            {
                node.Give(1, Pointwise.Ternary(new PowerExponentGradient(), g, node.Saved(2), node.Saved(0)));
            }
        }, this, e, to);
    }

    public override Tensor Minimum(Tensor other) => Extremum((EmbeddedTensor)other, true);

    public override Tensor Maximum(Tensor other) => Extremum((EmbeddedTensor)other, false);

    private EmbeddedTensor Extremum(EmbeddedTensor y, bool smaller)
    {
        var to = smaller ? Pointwise.Binary(new Smaller(), this, y) : Pointwise.Binary(new Larger(), this, y);
        return to.Record([this, y], (node, g) =>
        {
            for (var i = 0; i < 2; i++)
            {
                if (node.Wants(i))
                {
                    node.Give(i, Pointwise.Ternary(new ExtremumGradient(smaller), g, node.Saved(i), node.Saved(1 - i)));
                }
            }
        }, this, y);
    }

    public override Tensor Lerp(Tensor end, double weight)
    {
        var y = (EmbeddedTensor)end;
        return Pointwise.Binary(new Interpolated((float)weight), this, y).Record([this, y], (node, g) =>
        {
            if (node.Wants(0))
            {
                node.Give(0, Pointwise.Unary(new Scale((float)(1 - weight)), g));
            }

            if (node.Wants(1))
            {
                node.Give(1, Pointwise.Unary(new Scale((float)weight), g));
            }
        });
    }

    public override Tensor Clamp(double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
        Pointwise.Unary(new Clamp((float)min, (float)max), this).Record(this, (node, g) =>
            node.Give(0, Pointwise.Binary(new ClampGradient((float)min, (float)max), node.Saved(0), g)), this);
}
