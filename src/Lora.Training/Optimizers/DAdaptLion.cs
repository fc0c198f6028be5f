using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Lion by D-Adaptation, as dadaptation's DAdaptLion. Sources: Chen et al., arXiv 2302.06675; Defazio and Mishchenko, arXiv 2301.07733.</summary>
internal sealed class DAdaptLion(OptionValues arguments) : RateFinder(arguments)
{
    private const string Numerator = "numerator_weighted";

    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _decay = arguments.Number("weight_decay");

    private protected override IEnumerable<StateTensor> StateOfAll() => [.. base.StateOfAll(), new(Numerator, [])];

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
        [new("exp_avg", [CountOf(shapes)]), new("s", [CountOf(shapes)])];

    private protected override void Update(IReadOnlyList<GroupStep> groups, double rate, int number)
    {
        var step = D.Affine(rate, 0);
        var root = Math.Sqrt(_beta2);
        Tensor? gained = null, size = null;
        foreach (var (group, state, _) in groups)
        {
            var (gradient, mean, s) = (group.Gradients, state["exp_avg"], state["s"]);
            if (_decay != 0)
            {
                group.Values.Mul_(step.Affine(-_decay, 1));
            }

            var direction = mean.Affine(_beta1, 0).Add_(gradient, 1 - _beta1).Sign();
            group.Values.AddCMul_(direction, step, -1);
            mean.Mul_(_beta2).AddCMul_(gradient, step, 1 - _beta2);
            gained = Add(gained, Dot(direction, s));
            s.Mul_(root).AddCMul_(direction, step, 1 - root);
            size = Add(size, s.Abs().Sum());
        }

        var numerator = Shared![Numerator].Mul_(root).AddCMul_(gained!, step, 1 - root);
        Grow(Quotient(numerator, size!.Affine(1 - root, 0)));
    }
}
