using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Adagrad by D-Adaptation, as dadaptation's DAdaptAdaGrad. Source: Defazio and Mishchenko, arXiv 2301.07733.</summary>
internal sealed class DAdaptAdaGrad(OptionValues arguments) : RateFinder(arguments)
{
    private const string Squares = "gsq_weighted", Distance = "sksq_weighted", Size = "skl1";

    private const double FirstSquare = 1e-6;

    private readonly double _momentum = arguments.Number("momentum");
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");

    private protected override IEnumerable<StateTensor> StateOfAll() => [.. base.StateOfAll(), new(Squares, []), new(Distance, []), new(Size, [])];

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
        [new("alphak", [CountOf(shapes)]) { Initial = FirstSquare }, new("sk", [CountOf(shapes)]), new("x0", [CountOf(shapes)])];

    private protected override void Start(int group) => States[group]["x0"].Copy_(Groups[group].Values);

    private protected override void Update(IReadOnlyList<GroupStep> groups, double rate, int number)
    {
        var step = D.Affine(rate, 0);
        Tensor? squares = null, distance = null, size = null;
        foreach (var (group, state, _) in groups)
        {
            var (gradient, sum, s) = (group.Gradients, state["alphak"], state["sk"]);
            Decay.Apply(group.Values, gradient, _decay, rate, isDecoupled: false);
            var (before, sizeBefore) = (Weighted(s, sum), s.Abs().Sum());
            sum.AddCMul_(gradient, gradient);
            squares = Add(squares, Weighted(gradient, sum));
            s.AddCMul_(gradient, step);
            distance = Add(distance, Weighted(s, sum).Sub(before));
            size = Add(size, s.Abs().Sum().Sub(sizeBefore));
        }

        var (all, weighted, total) = (Shared![Squares].AddCMul_(squares!, step.Mul(step)), Shared[Distance].Add_(distance!), Shared[Size].Add_(size!));
        Grow(Quotient(weighted.Sub(all), total));
        foreach (var (group, state, _) in groups)
        {
            var target = state["x0"].Sub(state["sk"].Div(Divisor(state["alphak"])));
            group.Values.Mul_(_momentum).Add_(target, 1 - _momentum);
        }
    }

    private Tensor Weighted(Tensor values, Tensor sum) => values.Mul(values).Div(Divisor(sum)).Sum();

    private Tensor Divisor(Tensor sum) => sum.Sqrt().Add_(_epsilon);
}
