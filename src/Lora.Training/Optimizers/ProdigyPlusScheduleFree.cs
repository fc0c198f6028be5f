using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Prodigy and schedule-free in one, with a d for each group unless told otherwise and little state. Source: prodigy-plus-schedule-free 2.0.1.
/// </summary>
internal sealed class ProdigyPlusScheduleFree(OptionValues arguments) : Optimizer
{
    private const string Z = "z", Mean = "exp_avg", WeightSum = "weight_sum";

    // its squares say something from there on
    private const double LeastLength = 4;

    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly bool _decaysByRate = arguments.Flag("weight_decay_by_lr");
    private readonly double _averaging = arguments.Number("schedulefree_c");
    private readonly bool _splits = arguments.Flag("split_groups");
    private readonly bool _sharesMean = arguments.Flag("split_groups_mean");
    private readonly bool _corrects = arguments.Flag("use_bias_correction");
    private readonly bool _clips = arguments.Flag("use_stableadamw");
    private readonly bool _isScheduleFree = arguments.Flag("use_schedulefree");
    private readonly ProdigyPlusSquare _square = new(arguments.Flag("factored"));
    private readonly ProdigyPlusEstimate _estimate = new(arguments);

    internal override FoundKind Finds => FoundKind.Factor;

    public override IDisposable Eval() => Steps == 0 || !_isScheduleFree ? base.Eval()
        : new AveragedWeights(Groups.Zip(States, (group, state) => (group.Values, state[Z])), _beta1);

    private protected override double FoundOf(int group) => ProdigyPlusEstimate.Of(States[group]).Item();

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
    [
        .. _isScheduleFree ? (StateTensor[])[new(Z, [CountOf(shapes)]), new(WeightSum, [])] : [new(Mean, [CountOf(shapes)])],
        .. shapes.SelectMany(_square.StateOf),
        .. _estimate.StateOf(shapes),
    ];

    private protected override void Start(int group)
    {
        foreach (var (i, weight) in Groups[group].Parameters.Index())
        {
            ProdigyPlusEstimate.Begin(States[group], i, weight);
        }

        if (_isScheduleFree)
        {
            States[group][Z].Copy_(Groups[group].Values);
        }
    }

    private protected override void Update(IReadOnlyList<GroupStep> groups)
    {
        var shared = _splits && _sharesMean && groups.Count > 1 && groups[0].Info.Number > 1 ? HarmonicMean(groups) : null;
        var statistics = groups.Select(group => Update(group, shared)).ToArray();
        if (!_estimate.Moves(groups[0].Info.Number))
        {
            return;
        }

        if (_splits)
        {
            foreach (var (group, (numerator, sum)) in groups.Zip(statistics))
            {
                _estimate.Move([group.State], numerator, sum);
            }
        }
        else
        {
            _estimate.Move([.. groups.Select(group => group.State)],
                statistics.Select(pair => pair.Numerator).Aggregate((a, b) => a.Add(b)), statistics.Select(pair => pair.Sum).Aggregate((a, b) => a.Add(b)));
        }
    }

    /// <summary>One group's weights; its part in the estimate.</summary>
    private (Tensor Numerator, Tensor Sum) Update(GroupStep entry, Tensor? shared)
    {
        var (group, state, info) = entry;
        var d = ProdigyPlusEstimate.Of(state);
        var (factor, beta2, isRaw) = Correction(info.Number);
        var rate = (shared ?? d).Affine(info.LearningRate * factor, 0);
        // where the estimate's distance is measured: z, or the weights themselves
        var place = _isScheduleFree ? state[Z] : group.Values;
        Tensor numerator = d.Runtime.Zeros([]), sum = d.Runtime.Zeros([]);
        var means = _isScheduleFree ? null : ParameterParts.Of(group, state[Mean]).ToArray();
        foreach (var (i, at) in ParameterParts.Of(group, place).Index())
        {
            using var scope = d.Runtime.NewScope();
            var gradient = group.Parameters[i].Grad!;
            if (_estimate.Moves(info.Number))
            {
                var (more, size) = _estimate.Add(state, i, gradient, at);
                numerator.Add_(more);
                sum.Add_(size);
            }

            // in place of the gradient, so that what follows takes all parameters at once
            gradient.Copy_(Direction(state, i, gradient, means?[i], d, beta2, isRaw));
        }

        if (_isScheduleFree)
        {
            MoveAverage(group.Values, place, group.Gradients, rate, state[WeightSum]);
        }
        else
        {
            Move(group.Values, group.Gradients, rate);
        }

        return (numerator, sum);
    }

    private Tensor Direction(OptimizerState state, int parameter, Tensor gradient, Tensor? mean, Tensor d, double beta2, bool isRaw)
    {
        var scaled = gradient.Mul(d);
        var divisor = _square.Root(state, parameter, scaled, beta2).Add(d.Affine(_epsilon, 0));
        var update = mean is not null ? mean.Mul_(_beta1).Add_(scaled.Reshape(-1), 1 - _beta1).Reshape(gradient.Shape).Div(divisor)
            : isRaw ? gradient : scaled.Div(divisor);
        return _clips ? update.Mul(update.Rms().Clamp(min: 1).Rsqrt()) : update;
    }

    private void MoveAverage(Tensor y, Tensor z, Tensor update, Tensor rate, Tensor weightSum)
    {
        var weight = rate.Mul(rate);
        weightSum.Add_(weight);
        // 0 / 0 before the first step that moves anything
        var part = weight.Div(weightSum).Where(weightSum.Runtime.Scalar(0).Compare(Comparison.Less, weightSum), weightSum);
        if (_averaging > 0)
        {
            part = part.Affine((1 - _beta1) * _averaging, 0).Clamp(max: 1);
        }

        var step = part.Affine(_beta1, 1 - _beta1);
        var decayed = _decay == 0 ? null : y.Affine(_decay, 0);
        if (decayed is not null && _decaysByRate)
        {
            update.Add_(decayed);
        }

        y.AddCMul_(z.Sub(y), part);
        z.AddCMul_(update, rate, -1);
        y.AddCMul_(update, rate.Mul(step), -1);
        if (decayed is not null && !_decaysByRate)
        {
            z.Add_(decayed, -1);
            y.AddCMul_(decayed, step, -1);
        }
    }

    private void Move(Tensor weights, Tensor update, Tensor rate)
    {
        if (_decay != 0 && _decaysByRate)
        {
            weights.Mul_(rate.Affine(-_decay, 1));
        }
        else if (_decay != 0)
        {
            weights.Mul_(1 - _decay);
        }

        weights.AddCMul_(update, rate, -1);
    }

    /// <summary>Factor of the rate, decay of the squares, and whether the gradient itself is the update, in a step.</summary>
    private (double Factor, double Beta2, bool IsRaw) Correction(int number)
    {
        if (!_corrects)
        {
            return (1, _beta2, false);
        }

        var isRaw = Rectification.Length(_beta2, number) <= LeastLength;
        return (isRaw ? 0 : Rectification.Factor(_beta2, number), 1 - ((1 - _beta2) / (1 - Math.Pow(_beta2, number))), isRaw);
    }

    private static Tensor HarmonicMean(IReadOnlyList<GroupStep> groups) => groups.Select(group => ProdigyPlusEstimate.Of(group.State).Reciprocal())
        .Aggregate((a, b) => a.Add(b)).Affine(1.0 / groups.Count, 0).Reciprocal();
}
