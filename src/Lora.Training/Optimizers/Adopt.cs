using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Adam that divides by the squares of the steps before this one, so that the first step only looks. As pytorch_optimizer has it. Source: Taniguchi et al.,
/// arXiv 2411.02853.
/// </summary>
internal sealed class Adopt(OptionValues arguments) : ElementwiseOptimizer
{
    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly bool _isDecoupled = arguments.Flag("weight_decouple");

    private protected override IReadOnlyList<Moment> Moments => [new("exp_avg"), new("exp_avg_sq", IsSigned: false)];

    private protected override void Update(Tensor weight, Tensor gradient, Tensor[] moments, in StepInfo step)
    {
        Decay.Apply(weight, gradient, _decay, step.LearningRate, _isDecoupled);
        var (mean, square) = (moments[0], moments[1]);
        if (step.Number == 1)
        {
            square.AddCMul_(gradient, gradient);
            return;
        }

        var limit = Math.Pow(step.Number, 0.25);
        mean.Lerp_(gradient.Div(square.Sqrt().Clamp(min: _epsilon)).Clamp(-limit, limit), 1 - _beta1);
        weight.Add_(mean, -step.LearningRate);
        square.Mul_(_beta2).AddCMul_(gradient, gradient, 1 - _beta2);
    }
}
