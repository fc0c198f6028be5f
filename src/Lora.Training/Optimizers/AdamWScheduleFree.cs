using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Schedule-free AdamW, as schedulefree's AdamWScheduleFree.</summary>
internal sealed class AdamWScheduleFree(OptionValues arguments) : ScheduleFreeOptimizer(arguments, arguments.List("betas")[0])
{
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _epsilon = arguments.Number("eps");

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
        [.. base.StateOf(shapes), new("exp_avg_sq", [CountOf(shapes)])];

    private protected override Tensor Direction(Tensor gradient, OptimizerState state, int number)
    {
        var square = state["exp_avg_sq"].Mul_(_beta2).AddCMul_(gradient, gradient, 1 - _beta2);
        return gradient.Div(square.Affine(1 / (1 - Math.Pow(_beta2, number)), 0).Sqrt().Add_(_epsilon));
    }
}
