using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// AdamW whose rate falls, tensor by tensor, where the mean of squares lags behind the gradients; bias correction in the betas. As pytorch_optimizer has it.
/// Source: Wortsman et al., arXiv 2304.13013.
/// </summary>
internal sealed class StableAdamW(OptionValues arguments) : Optimizer
{
    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
        [new("exp_avg", [CountOf(shapes)]), new("exp_avg_sq", [CountOf(shapes)])];

    private protected override void Update(ParameterGroup group, OptimizerState state, in StepInfo step)
    {
        var (gradient, mean, square) = (group.Gradients, state["exp_avg"], state["exp_avg_sq"]);
        var weight = NewWeight(_beta2, step.Number);
        mean.Lerp_(gradient, NewWeight(_beta1, step.Number));
        square.Mul_(1 - weight).AddCMul_(gradient, gradient, weight);
        var direction = mean.Div(square.Sqrt().Add_(_epsilon));
        var excess = gradient.Mul(gradient).Div(square.Clamp(min: _epsilon * _epsilon));
        foreach (var (parameter, update, quotient) in ParameterParts.Of(group, group.Values).Zip(
            ParameterParts.Of(group, direction), ParameterParts.Of(group, excess)))
        {
            var rate = quotient.Mean().Sqrt().Clamp(min: 1).Reciprocal().Affine(step.LearningRate, 0);
            if (_decay != 0)
            {
                parameter.Mul_(rate.Affine(-_decay, 1));
            }

            parameter.AddCMul_(update, rate, -1);
        }
    }

    /// <summary>Of a new value in a running mean that is corrected for its start at 0.</summary>
    private static double NewWeight(double beta, int step) => (1 - beta) / (1 - Math.Pow(beta, step));
}
