using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Adam whose step is as long as the tensor is large, as pytorch_optimizer has it. Source: You et al., arXiv 1904.00962.</summary>
internal sealed class Lamb(OptionValues arguments) : Optimizer
{
    private const double LargestSize = 10;

    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly bool _averages = arguments.Flag("grad_averaging");

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
        [new("exp_avg", [CountOf(shapes)]), new("exp_avg_sq", [CountOf(shapes)])];

    private protected override void Update(ParameterGroup group, OptimizerState state, in StepInfo step)
    {
        var gradient = group.Gradients;
        Decay.Apply(group.Values, gradient, _decay, step.LearningRate, isDecoupled: true);
        var mean = state["exp_avg"].Mul_(_beta1).Add_(gradient, _averages ? 1 - _beta1 : 1);
        var square = state["exp_avg_sq"].Mul_(_beta2).AddCMul_(gradient, gradient, 1 - _beta2);
        var direction = mean.Div(square.Sqrt().Add_(_epsilon));
        var rate = step.LearningRate / (1 - Math.Pow(_beta1, step.Number));
        Tensor zero = group.Values.Runtime.Scalar(0), one = group.Values.Runtime.Scalar(1);
        foreach (var (parameter, update) in ParameterParts.Of(group, group.Values).Zip(ParameterParts.Of(group, direction)))
        {
            Tensor size = parameter.Norm().Clamp(max: LargestSize), length = update.Norm();
            var trust = size.Div(length.Affine(1, _epsilon)).Where(zero.Compare(Comparison.Less, size), one).Where(zero.Compare(Comparison.Less, length), one);
            parameter.AddCMul_(update, trust, -rate);
        }
    }
}
