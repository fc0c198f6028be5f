using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Rectified Adam as torch.optim.RAdam. Source: Liu et al., arXiv 1908.03265.</summary>
internal sealed class RAdam(OptionValues arguments) : ElementwiseOptimizer
{
    private const double LeastLength = 5;

    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");

    private protected override IReadOnlyList<Moment> Moments => [new("exp_avg"), new("exp_avg_sq", IsSigned: false)];

    private protected override void Update(Tensor weight, Tensor gradient, Tensor[] moments, in StepInfo step)
    {
        Decay.Apply(weight, gradient, _decay, step.LearningRate, isDecoupled: false);
        moments[0].Lerp_(gradient, 1 - _beta1);
        moments[1].Mul_(_beta2).AddCMul_(gradient, gradient, 1 - _beta2);
        var rate = step.LearningRate / (1 - Math.Pow(_beta1, step.Number));
        if (Rectification.Length(_beta2, step.Number) > LeastLength)
        {
            var factor = Rectification.Factor(_beta2, step.Number) * Math.Sqrt(1 - Math.Pow(_beta2, step.Number));
            weight.AddCDiv_(moments[0], moments[1].Sqrt().Add_(_epsilon), -rate * factor);
        }
        else
        {
            weight.Add_(moments[0], -rate);
        }
    }
}
