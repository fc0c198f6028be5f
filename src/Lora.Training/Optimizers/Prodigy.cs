using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Adam that estimates its rate faster than by D-Adaptation, as prodigyopt has it. Source: Mishchenko and Defazio, arXiv 2306.06101.</summary>
internal sealed class Prodigy(OptionValues arguments) : RateFinder(arguments)
{
    private const string Numerator = "d_numerator", Largest = "d_max";

    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _beta3 = arguments.Optional("beta3") ?? Math.Sqrt(arguments.List("betas")[1]);
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly bool _isDecoupled = arguments.Flag("decouple");
    private readonly bool _corrects = arguments.Flag("use_bias_correction");
    private readonly bool _isSafe = arguments.Flag("safeguard_warmup");
    private readonly double _coefficient = arguments.Number("d_coef");
    private readonly int _slice = arguments.Get<int>("slice_p");
    private Tensor[] _places = [];

    private protected override void Prepare(TensorRuntime runtime) => _places = _slice == 1 ? [] :
    [
        .. Groups.Select(group => ParameterParts.EveryNth(group.Shapes, _slice)).Select(places => runtime.FromLongs(places, [places.Length])),
    ];

    private protected override void Release()
    {
        foreach (var places in _places)
        {
            places.Dispose();
        }
    }

    private protected override IEnumerable<StateTensor> StateOfAll() => [.. base.StateOfAll(), new(Numerator, []), new(Largest, []) { Initial = D0 }];

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes)
    {
        var count = _slice == 1 ? CountOf(shapes) : ParameterParts.EveryNth(shapes, _slice).Length;
        return [new("s", [count]), new("p0", [count]), new("exp_avg", [CountOf(shapes)]), new("exp_avg_sq", [CountOf(shapes)])];
    }

    private protected override void Start(int group) => States[group]["p0"].Copy_(Sliced(group, Groups[group].Values));

    private protected override void Update(IReadOnlyList<GroupStep> groups, double rate, int number)
    {
        var correction = _corrects ? Math.Sqrt(1 - Math.Pow(_beta2, number)) / (1 - Math.Pow(_beta1, number)) : 1;
        var step = D.Affine(rate * correction, 0);
        var relative = D.Affine(1 / D0, 0);
        var learned = relative.Mul(_isSafe ? D : step);
        Tensor? gained = null, size = null;
        foreach (var (i, (group, state, _)) in groups.Index())
        {
            if (!_isDecoupled)
            {
                Decay.Apply(group.Values, group.Gradients, _decay, rate, isDecoupled: false);
            }

            var gradient = Sliced(i, group.Gradients);
            gained = Add(gained, Dot(gradient, state["p0"].Sub(Sliced(i, group.Values))));
            size = Add(size, state["s"].Mul_(_beta3).AddCMul_(gradient, learned).Abs().Sum());
            var scaled = group.Gradients.Mul(D);
            state["exp_avg"].Mul_(_beta1).Add_(scaled, 1 - _beta1);
            state["exp_avg_sq"].Mul_(_beta2).AddCMul_(scaled, scaled, 1 - _beta2);
        }

        var numerator = Shared![Numerator].Mul_(_beta3).AddCMul_(gained!, relative.Mul(step));
        Estimate(Quotient(numerator.Affine(_coefficient, 0), size!));
        foreach (var (group, state, _) in groups)
        {
            if (_decay != 0 && _isDecoupled)
            {
                group.Values.Mul_(step.Affine(-_decay, 1));
            }

            var direction = state["exp_avg"].Div(state["exp_avg_sq"].Sqrt().Add_(D.Affine(_epsilon, 0)));
            group.Values.AddCMul_(direction, step, -1);
        }
    }

    /// <summary>The largest estimate so far, within the growth rate; from the very first d at once.</summary>
    private void Estimate(Tensor estimate)
    {
        var start = D.Runtime.Scalar(D0);
        var grown = D.Maximum(estimate).Where(D.Compare(Comparison.Equal, start), D);
        var largest = Shared![Largest].Copy_(Shared[Largest].Maximum(estimate));
        D.Copy_(GrowthRate is { } growth ? largest.Minimum(grown.Affine(growth, 0)) : largest);
    }

    private Tensor Sliced(int group, Tensor flat) => _places.Length == 0 ? flat : flat.IndexSelect(0, _places[group]);
}
