using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The first form of <see cref="DAdaptAdam"/>, dadaptation.experimental's DAdaptAdamPreprint.</summary>
internal sealed class DAdaptAdamPreprint(OptionValues arguments) : RateFinder(arguments)
{
    private const string Squares = "gsq_weighted";

    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly bool _isDecoupled = arguments.Flag("decouple");

    private protected override IEnumerable<StateTensor> StateOfAll() => [.. base.StateOfAll(), new(Squares, [])];

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
        [new("s", [CountOf(shapes)]), new("exp_avg", [CountOf(shapes)]), new("exp_avg_sq", [CountOf(shapes)])];

    private protected override void Update(IReadOnlyList<GroupStep> groups, double rate, int number)
    {
        var step = D.Affine(rate, 0);
        Tensor? squares = null, distance = null, size = null;
        foreach (var (group, state, _) in groups)
        {
            var (gradient, s) = (group.Gradients, state["s"]);
            if (!_isDecoupled)
            {
                Decay.Apply(group.Values, gradient, _decay, rate, isDecoupled: false);
            }

            state["exp_avg"].Mul_(_beta1).AddCMul_(gradient, step, 1 - _beta1);
            var divisor = state["exp_avg_sq"].Mul_(_beta2).AddCMul_(gradient, gradient, 1 - _beta2).Sqrt().Add_(_epsilon);
            squares = Add(squares, gradient.Mul(gradient).Div(divisor).Sum());
            s.Mul_(_beta2).AddCMul_(gradient, step, 1 - _beta2);
            distance = Add(distance, s.Mul(s).Div(divisor).Sum());
            size = Add(size, s.Abs().Sum());
        }

        var weighted = Shared![Squares].Mul_(_beta2).AddCMul_(squares!, step.Mul(step), 1 - _beta2);
        Grow(Quotient(distance!.Affine(1 / (1 - _beta2), 0).Sub(weighted), size!));
        foreach (var (group, state, _) in groups)
        {
            if (_decay != 0 && _isDecoupled)
            {
                group.Values.Mul_(step.Affine(-_decay, 1));
            }

            group.Values.AddCDiv_(state["exp_avg"], state["exp_avg_sq"].Sqrt().Add_(_epsilon), -1);
        }
    }
}
