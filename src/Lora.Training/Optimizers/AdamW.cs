using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Adam with decoupled weight decay, as torch.optim.AdamW. Source: Loshchilov and Hutter, arXiv 1711.05101.</summary>
internal sealed class AdamW(OptionValues arguments) : Optimizer
{
    private readonly double _beta1 = arguments.Get<IReadOnlyList<double>>("betas")[0];
    private readonly double _beta2 = arguments.Get<IReadOnlyList<double>>("betas")[1];
    private readonly double _epsilon = arguments.Get<double>("eps");
    private readonly double _decay = arguments.Get<double>("weight_decay");

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
        [new("exp_avg", [CountOf(shapes)]), new("exp_avg_sq", [CountOf(shapes)])];

    private protected override void Update(ParameterGroup group, OptimizerState state, in StepInfo step)
    {
        var (weight, gradient) = (group.Values, group.Gradients);
        var (mean, square) = (state["exp_avg"], state["exp_avg_sq"]);
        if (_decay != 0)
        {
            weight.Mul_(1 - (step.LearningRate * _decay));
        }

        mean.Lerp_(gradient, 1 - _beta1);
        square.Mul_(_beta2).AddCMul_(gradient, gradient, 1 - _beta2);

        // torch divides by sqrt(v) / c + eps with c = sqrt(1 - beta2^t); multiplied through by c this takes one operation less
        var correction = Math.Sqrt(1 - Math.Pow(_beta2, step.Number));
        var rate = step.LearningRate * correction / (1 - Math.Pow(_beta1, step.Number));
        weight.AddCDiv_(mean, square.Sqrt().Add_(_epsilon * correction), -rate);
    }
}
