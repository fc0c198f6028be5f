using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Adan by D-Adaptation: momentum, the running mean of the gradients' changes, and squares of both. As dadaptation's DAdaptAdan, and with the tighter bound of
/// its DAdaptAdanIP. Sources: Xie et al., arXiv 2208.06677; Defazio and Mishchenko, arXiv 2301.07733.
/// </summary>
/// <param name="arguments">betas, eps, weight_decay, no_prox, d0, growth_rate.</param>
/// <param name="isTight">By inner products.</param>
internal sealed class DAdaptAdan(OptionValues arguments, bool isTight) : RateFinder(arguments)
{
    private const string Weighted = "weighted";

    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _beta3 = arguments.List("betas")[2];
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly bool _decaysBefore = arguments.Flag("no_prox");

    private protected override IEnumerable<StateTensor> StateOfAll() => [.. base.StateOfAll(), new(Weighted, [])];

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
        ((string[])["s", "exp_avg", "exp_avg_diff", "exp_avg_sq", "pre_grad"]).Select(name => new StateTensor(name, [CountOf(shapes)]));

    private protected override void Update(IReadOnlyList<GroupStep> groups, double rate, int number)
    {
        var step = D.Affine(rate, 0);
        Tensor? gained = null, distance = null, size = null;
        foreach (var (group, state, _) in groups)
        {
            var (gradient, square, s) = (group.Gradients, state["exp_avg_sq"], state["s"]);
            if (number == 1)
            {
                state["pre_grad"].Copy_(gradient);
            }

            var change = gradient.Sub(state["pre_grad"]);
            var ahead = gradient.Add(change, _beta2);
            if (isTight)
            {
                gained = Add(gained, Dot(gradient, s.Div(square.Sqrt().Add_(_epsilon))));
            }

            state["exp_avg"].Mul_(_beta1).AddCMul_(gradient, step, 1 - _beta1);
            state["exp_avg_diff"].Mul_(_beta2).AddCMul_(change, step, 1 - _beta2);
            var divisor = square.Mul_(_beta3).AddCMul_(ahead, ahead, 1 - _beta3).Sqrt().Add_(_epsilon);
            s.Mul_(_beta3).AddCMul_(gradient, step, 1 - _beta3);
            size = Add(size, s.Abs().Sum());
            if (!isTight)
            {
                gained = Add(gained, gradient.Mul(gradient).Div(divisor).Sum());
                distance = Add(distance, s.Mul(s).Div(divisor).Sum());
            }
        }

        var weighted = Shared![Weighted].Mul_(_beta3).AddCMul_(gained!, isTight ? step : step.Mul(step), 1 - _beta3);
        Grow(isTight ? Quotient(weighted, size!).Affine(2 * _beta3 / (1 - _beta3), 0)
            : Quotient(distance!.Affine(1 / (1 - _beta3), 0).Sub(weighted), size!));
        foreach (var (group, state, _) in groups)
        {
            Move(group, state, step);
            state["pre_grad"].Copy_(group.Gradients);
        }
    }

    private void Move(ParameterGroup group, OptimizerState state, Tensor step)
    {
        if (_decaysBefore && _decay != 0)
        {
            group.Values.Mul_(step.Affine(-_decay, 1));
        }

        group.Values.AddCDiv_(state["exp_avg"].Add(state["exp_avg_diff"], _beta2), state["exp_avg_sq"].Sqrt().Add_(_epsilon), -1);
        if (!_decaysBefore && _decay != 0)
        {
            group.Values.Mul_(step.Affine(_decay, 1).Reciprocal());
        }
    }
}
