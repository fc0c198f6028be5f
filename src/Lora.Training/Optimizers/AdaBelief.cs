using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Adam by the squares of what the mean did not expect, as pytorch_optimizer has it. Source: Zhuang et al., arXiv 2010.07468.</summary>
internal sealed class AdaBelief(OptionValues arguments) : ElementwiseOptimizer
{
    private const double LeastLength = 5;

    // pytorch_optimizer's, beside eps
    private const double Tiny = 1e-15;

    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly bool _isDecoupled = arguments.Flag("weight_decouple");
    private readonly bool _isRectified = arguments.Flag("rectify");

    private protected override IReadOnlyList<Moment> Moments => [new("exp_avg"), new("exp_avg_var", IsSigned: false)];

    private protected override void Update(Tensor weight, Tensor gradient, Tensor[] moments, in StepInfo step)
    {
        Decay.Apply(weight, gradient, _decay, step.LearningRate, _isDecoupled);
        var (mean, variance) = (moments[0].Lerp_(gradient, 1 - _beta1), moments[1]);
        var surprise = gradient.Sub(mean);
        variance.Mul_(_beta2).AddCMul_(surprise, surprise, 1 - _beta2).Add_(_epsilon);
        var divisor = variance.Affine(1, Tiny).Sqrt().Add_(_epsilon);
        var rate = step.LearningRate / (1 - Math.Pow(_beta1, step.Number));
        if (!_isRectified)
        {
            weight.AddCDiv_(mean, divisor, -rate * Math.Sqrt(1 - Math.Pow(_beta2, step.Number)));
        }
        else if (Rectification.Length(_beta2, step.Number) >= LeastLength)
        {
            weight.AddCDiv_(mean, divisor, -rate * Rectification.Factor(_beta2, step.Number) * Math.Sqrt(1 - Math.Pow(_beta2, step.Number)));
        }
        else
        {
            weight.Add_(mean, -rate);
        }
    }
}
