using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Schedule-free rectified Adam, whose rectification is its warm-up, as schedulefree's RAdamScheduleFree.</summary>
internal sealed class RAdamScheduleFree(OptionValues arguments) : ScheduleFreeOptimizer(arguments, arguments.List("betas")[0])
{
    private const double LeastLength = 4;

    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _epsilon = arguments.Number("eps");
    private readonly bool _waits = arguments.Flag("silent_sgd_phase");

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
        [.. base.StateOf(shapes), new("exp_avg_sq", [CountOf(shapes)])];

    private protected override double RateFactor(int number) =>
        IsRectified(number) ? Rectification.Factor(_beta2, number) : _waits ? 0 : 1;

    private protected override Tensor Direction(Tensor gradient, OptimizerState state, int number)
    {
        var square = state["exp_avg_sq"].Mul_(_beta2).AddCMul_(gradient, gradient, 1 - _beta2);
        return IsRectified(number) ? gradient.Div(square.Affine(1 / (1 - Math.Pow(_beta2, number)), 0).Sqrt().Add_(_epsilon)) : gradient;
    }

    private bool IsRectified(int number) => Rectification.Length(_beta2, number) > LeastLength;
}
