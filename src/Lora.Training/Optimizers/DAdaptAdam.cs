using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Adam by D-Adaptation, as dadaptation's DAdaptAdam. Source: Defazio and Mishchenko, arXiv 2301.07733.</summary>
internal sealed class DAdaptAdam(OptionValues arguments) : RateFinder(arguments)
{
    private const string Numerator = "numerator_weighted";

    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly bool _isDecoupled = arguments.Flag("decouple");
    private readonly bool _corrects = arguments.Flag("use_bias_correction");

    private protected override IEnumerable<StateTensor> StateOfAll() => [.. base.StateOfAll(), new(Numerator, [])];

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
        [new("s", [CountOf(shapes)]), new("exp_avg", [CountOf(shapes)]), new("exp_avg_sq", [CountOf(shapes)])];

    private protected override void Update(IReadOnlyList<GroupStep> groups, double rate, int number)
    {
        var correction = _corrects ? Math.Sqrt(1 - Math.Pow(_beta2, number)) / (1 - Math.Pow(_beta1, number)) : 1;
        var step = D.Affine(rate * correction, 0);
        var root = Math.Sqrt(_beta2);
        Tensor? gained = null, size = null;
        foreach (var (group, state, _) in groups)
        {
            var (gradient, square, s) = (group.Gradients, state["exp_avg_sq"], state["s"]);
            if (!_isDecoupled)
            {
                Decay.Apply(group.Values, gradient, _decay, rate, isDecoupled: false);
            }

            gained = Add(gained, Dot(gradient, s.Div(square.Sqrt().Add_(_epsilon))));
            state["exp_avg"].Mul_(_beta1).AddCMul_(gradient, step, 1 - _beta1);
            square.Mul_(_beta2).AddCMul_(gradient, gradient, 1 - _beta2);
            s.Mul_(root).AddCMul_(gradient, step, 1 - root);
            size = Add(size, s.Abs().Sum());
        }

        var numerator = Shared![Numerator].Mul_(root).AddCMul_(gained!, step, 1 - root);
        Grow(Quotient(numerator, size!.Affine(1 - root, 0)));
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
