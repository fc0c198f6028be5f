using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Adam with Nesterov's momentum, as torch.optim.NAdam. Source: Dozat, ICLR workshop 2016.</summary>
internal sealed class NAdam(OptionValues arguments) : ElementwiseOptimizer
{
    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly double _momentumDecay = arguments.Number("momentum_decay");

    // of the momenta of that many steps; it follows from their number alone
    private (int Steps, double Value) _product = (0, 1);

    private protected override IReadOnlyList<Moment> Moments => [new("exp_avg"), new("exp_avg_sq", IsSigned: false)];

    private protected override void Update(Tensor weight, Tensor gradient, Tensor[] moments, in StepInfo step)
    {
        Decay.Apply(weight, gradient, _decay, step.LearningRate, isDecoupled: false);
        moments[0].Lerp_(gradient, 1 - _beta1);
        moments[1].Mul_(_beta2).AddCMul_(gradient, gradient, 1 - _beta2);
        var divisor = moments[1].Affine(1 / (1 - Math.Pow(_beta2, step.Number)), 0).Sqrt().Add_(_epsilon);
        var (product, next) = (ProductAt(step.Number), Momentum(step.Number + 1));
        weight.AddCDiv_(gradient, divisor, -step.LearningRate * (1 - Momentum(step.Number)) / (1 - product));
        weight.AddCDiv_(moments[0], divisor, -step.LearningRate * next / (1 - (product * next)));
    }

    private double Momentum(int step) => _beta1 * (1 - (0.5 * Math.Pow(0.96, step * _momentumDecay)));

    private double ProductAt(int step)
    {
        if (_product.Steps > step)
        {
            _product = (0, 1);
        }

        while (_product.Steps < step)
        {
            _product = (_product.Steps + 1, _product.Value * Momentum(_product.Steps + 1));
        }

        return _product.Value;
    }
}
