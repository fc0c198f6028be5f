using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>SGD by D-Adaptation, as dadaptation's DAdaptSGD: steps in units of the first gradient. Source: Defazio and Mishchenko, arXiv 2301.07733.</summary>
internal sealed class DAdaptSgd(OptionValues arguments) : RateFinder(arguments)
{
    private const string Numerator = "numerator_weighted", FirstNorm = "g0_norm";

    private readonly double _momentum = arguments.Number("momentum");
    private readonly double _decay = arguments.Number("weight_decay");

    private protected override IEnumerable<StateTensor> StateOfAll() => [.. base.StateOfAll(), new(Numerator, []), new(FirstNorm, [])];

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) => [new("s", [CountOf(shapes)]), new("x0", [CountOf(shapes)])];

    private protected override void Start(int group) => States[group]["x0"].Copy_(Groups[group].Values);

    private protected override void Update(IReadOnlyList<GroupStep> groups, double rate, int number)
    {
        Tensor? squares = null;
        foreach (var (group, _, _) in groups)
        {
            squares = Add(squares, Dot(group.Gradients, group.Gradients));
        }

        // of the first gradient that is one: before it no step has a length
        Tensor norm = Shared![FirstNorm], zero = D.Runtime.Scalar(0);
        norm.Copy_(norm.Where(zero.Compare(Comparison.Less, norm), squares!.Sqrt()));
        var step = Quotient(D.Affine(rate, 0), norm).Where(zero.Compare(Comparison.Less, norm), zero);
        Tensor? gained = null, size = null;
        foreach (var (group, state, _) in groups)
        {
            Decay.Apply(group.Values, group.Gradients, _decay, rate, isDecoupled: false);
            var s = state["s"];
            gained = Add(gained, Dot(group.Gradients, s));
            s.AddCMul_(group.Gradients, step);
            size = Add(size, Dot(s, s));
        }

        var numerator = Shared[Numerator].AddCMul_(gained!, step);
        Grow(Quotient(numerator.Affine(2, 0), size!.Sqrt()));
        foreach (var (group, state, _) in groups)
        {
            group.Values.Mul_(_momentum).Add_(state["x0"].Sub(state["s"]), 1 - _momentum);
        }
    }
}
