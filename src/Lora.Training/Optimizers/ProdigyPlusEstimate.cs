using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// How <see cref="ProdigyPlusScheduleFree"/> estimates d, by Prodigy's rule from every 11th value of a parameter, which it keeps in bf16: rounded as such, in
/// fp32 tensors.
/// </summary>
/// <param name="arguments">The optimizer's.</param>
internal sealed class ProdigyPlusEstimate(OptionValues arguments)
{
    private const string D = "d", Numerator = "d_numerator", Sum = "s", Start = "p0";
    private const int Slice = 11;

    // a fifth a step
    private static readonly double Limit = Math.Pow(2, 0.25);

    private readonly double _beta3 = arguments.Optional("beta3") ?? Math.Sqrt(arguments.List("betas")[1]);
    private readonly double _d0 = arguments.Number("d0");
    private readonly double _coefficient = arguments.Number("d_coef");
    private readonly bool _isLimited = arguments.Flag("d_limiter");
    private readonly int _steps = arguments.Get<int>("prodigy_steps");

    public IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
    [
        new(D, []) { Initial = _d0 }, new(Numerator, []),
        .. shapes.SelectMany((shape, i) =>
        {
            var count = ParameterParts.EveryNth([shape], Slice).Length;
            return (StateTensor[])[new(Sum, [count], i), new(Start, [count], i)];
        }),
    ];

    /// <summary>0-dimensional.</summary>
    public static Tensor Of(OptimizerState state) => state[D];

    /// <summary>Whether the estimate still moves in a step.</summary>
    public bool Moves(int number) => _steps == 0 || number < _steps;

    /// <summary>Keeps where a parameter starts from.</summary>
    public static void Begin(OptimizerState state, int parameter, Tensor weight) => state[Start, parameter].Copy_(Rounded(Sliced(weight)));

    /// <summary>What a parameter adds to the estimate's numerator and to what it is divided by, 0-dimensional.</summary>
    /// <param name="state">Of its group.</param>
    /// <param name="parameter">Index.</param>
    /// <param name="gradient">In any shape.</param>
    /// <param name="weight">Where it stands.</param>
    public (Tensor Numerator, Tensor Sum) Add(OptimizerState state, int parameter, Tensor gradient, Tensor weight)
    {
        var sliced = Sliced(gradient);
        var d = Of(state);
        var step = d.Mul(d).Affine(1 / Math.Sqrt(_d0), 0);
        var sum = state[Sum, parameter];
        sum.Copy_(Rounded(Rounded(sum.Affine(_beta3, 0)).AddCMul_(sliced, step)));
        return (sliced.Mul(state[Start, parameter].Sub(Sliced(weight))).Sum().Mul(step), Rounded(sum.Abs().Sum()));
    }

    /// <summary>Moves d of a group, or of all groups alike.</summary>
    /// <param name="states">Of the groups that share it.</param>
    /// <param name="numerator">Of all their parameters.</param>
    /// <param name="sum">Of all their parameters.</param>
    public void Move(IReadOnlyList<OptimizerState> states, Tensor numerator, Tensor sum)
    {
        var d = Of(states[0]);
        Tensor zero = d.Runtime.Scalar(0), start = d.Runtime.Scalar(_d0);
        // what points backwards counts only once there was progress
        var counted = numerator.Where(start.Compare(Comparison.Less, d), numerator.Clamp(min: 0));
        var total = states[0][Numerator].Mul_(_beta3).Add_(counted);
        var estimate = total.Div(sum);
        estimate = (_isLimited ? estimate.Minimum(d.Affine(Limit, 0)) : estimate).Affine(_coefficient, 0);
        d.Copy_(d.Maximum(estimate).Where(zero.Compare(Comparison.Less, sum), d));
        foreach (var other in states.Skip(1))
        {
            other[D].Copy_(d);
            other[Numerator].Copy_(total);
        }
    }

    private static Tensor Sliced(Tensor values) => values.Reshape(-1).Slice(0, 0, (int)values.Count, Slice);

    private static Tensor Rounded(Tensor values) => values.Cast(DType.BFloat16).Cast(DType.Float32);
}
