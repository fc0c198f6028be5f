using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// AdaFactor as transformers has it: second moments by rows and columns, an update of bounded size, and in its adaptive mode a rate from the number of steps
/// and the size of the tensor. Source: Shazeer and Stern, arXiv 1804.04235.
/// </summary>
internal sealed class AdaFactor(OptionValues arguments) : Optimizer
{
    private const string Rate = "lr";

    private static readonly FactoredSquare Square = new("exp_avg_sq");

    private readonly double _squareEpsilon = arguments.List("eps")[0];
    private readonly double _leastSize = arguments.List("eps")[1];
    private readonly double _clip = arguments.Number("clip_threshold");
    private readonly double _decayRate = arguments.Number("decay_rate");
    private readonly double? _beta1 = arguments.Optional("beta1");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly bool _scales = arguments.Flag("scale_parameter");
    private readonly bool _isRelative = arguments.Flag("relative_step");
    private readonly bool _warmsUp = arguments.Flag("warmup_init");

    internal override FoundKind Finds => _isRelative ? FoundKind.Rate : FoundKind.Nothing;

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
    [
        .. Square.StateOf(shapes),
        .. _beta1 is null ? [] : shapes.Select((shape, i) => new StateTensor("exp_avg", shape, i)),
        .. _isRelative ? (StateTensor[])[new(Rate, [])] : [],
    ];

    private protected override void Update(ParameterGroup group, OptimizerState state, in StepInfo step)
    {
        var rate = _isRelative ? RelativeStep(step.Number) : step.LearningRate;
        for (var i = 0; i < group.Parameters.Count; i++)
        {
            using var scope = group.Values.Runtime.NewScope();
            var used = Update(state, i, group.Parameters[i], rate, step.Number);
            if (_isRelative && i == 0)
            {
                state[Rate].Copy_(used);
            }
        }
    }

    private protected override double FoundOf(int group) => States[group][Rate].Item();

    /// <returns>The rate in effect, 0-dimensional.</returns>
    private Tensor Update(OptimizerState state, int index, Tensor parameter, double rate, int number)
    {
        var gradient = parameter.Grad!;
        var scaled = _scales ? parameter.Rms().Clamp(min: _leastSize).Affine(rate, 0) : parameter.Runtime.Scalar(rate);
        var squares = gradient.Mul(gradient).Add_(_squareEpsilon);
        var update = Square.InverseRoot(state, index, squares, Math.Pow(number, _decayRate)).Mul(gradient);
        update = update.Mul(update.Rms().Affine(1 / _clip, 0).Clamp(min: 1).Reciprocal().Mul(scaled));
        if (_beta1 is { } beta)
        {
            update = state["exp_avg", index].Lerp_(update, 1 - beta);
        }

        if (_decay != 0)
        {
            parameter.Mul_(scaled.Affine(-_decay, 1));
        }

        parameter.Add_(update, -1);
        return scaled;
    }

    private double RelativeStep(int number) => Math.Min(_warmsUp ? 1e-6 * number : 1e-2, 1 / Math.Sqrt(number));
}
