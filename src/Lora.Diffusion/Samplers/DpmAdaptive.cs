using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>
/// DPM-Solver-23 (arXiv 2206.00927) with ancestral noise, as A1111 runs k-diffusion's sample_dpm_adaptive (order 3, eta 1): it chooses its own steps in
/// log sigma, each of three calls, from how far the results of second and third order are apart. A step that is too long is tried again, shorter, from its
/// second call on. Ends at the lowest noise level.
/// </summary>
internal sealed class DpmAdaptive : SigmaSampler
{
    private const int Order = 3;

    // k-diffusion's; of its controller's three coefficients only the integral's is not 0
    private const double RelativeTolerance = 0.05;
    private const double AbsoluteTolerance = 0.0078;
    private const double FirstStep = 0.05;
    private const double ControlledOrder = 1.5;
    private const double Safety = 0.81;
    private const double Negligible = 1e-5;
    private const double Tiny = 1e-8;

    // a model that no step satisfies would be asked for ever
    private const int MostSteps = 1000;

    private readonly SigmaTable _table;
    private readonly double _lowest;
    private readonly double _shortest;
    private readonly List<double> _timesteps = [];
    private readonly List<double> _levels = [];
    private DpmCall _call;
    private double _from;
    private double _to;
    private double _h = FirstStep;
    private Tensor? _start;
    private Tensor? _first;
    private Tensor? _low;
    private Tensor? _lowBefore;

    private DpmAdaptive(PredictionType prediction, SigmaSteps ends)
        : base(prediction, ends)
    {
        (_table, _from, _lowest) = (ends.Table, ends.Sigmas[0], ends.Sigmas[^1]);
        _shortest = Math.Log(_from / _lowest) / MostSteps;
        _call = Begin(0);
    }

    /// <summary>Those of the calls so far and of the next one; no more come once the lowest level is reached.</summary>
    public override IReadOnlyList<double> Timesteps => _timesteps;

    protected override IReadOnlyList<double> Levels => _levels;

    public static DpmAdaptive Make(NoiseSchedule schedule)
    {
        var table = new SigmaTable(schedule);
        var highest = table.Sigmas[^1];
        return new(schedule.Config.PredictionType, new([], [highest, table.Sigmas[0]], highest, table));
    }

    /// <exception cref="ArgumentException">Several pictures: the steps of each would depend on the others.</exception>
    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        if (sample.Size(0) != 1)
        {
            throw new ArgumentException($"{sample.Size(0)} pictures: the steps are those of one.", nameof(sample));
        }

        var slope = sample.Sub(Denoised(modelOutput, step, sample, _call.Level)).Affine(1 / _call.Level, 0);
        if (_call.Index == 0)
        {
            (_start, _first) = (sample, slope);
            _lowBefore ??= sample;
        }
        else if (_call.Index == 1)
        {
            _low = _call.Whole(_start!, _first!, slope);
        }

        var next = _call.Next(_start!, _first!, slope);
        if (_call.Index == Order - 1)
        {
            return IsFine(next) ? Go(next, noise) : Repeat();
        }

        _call = Ask(_call.Index + 1);
        return next;
    }

    /// <summary>Whether the two results agree; sets how long the next step is.</summary>
    private bool IsFine(Tensor high)
    {
        var factor = 1 + Math.Atan(Math.Pow(Error(_low!, high, _lowBefore!) + Tiny, -1 / ControlledOrder) - 1);
        if (double.IsNaN(factor))
        {
            // the picture is lost, however it goes on
            _h = double.PositiveInfinity;
            return true;
        }

        var isFine = factor >= Safety || _h <= _shortest;
        _h = Math.Max(_shortest, _h * factor);
        return isFine;
    }

    /// <summary>Root mean square of the difference, in units of what is tolerated.</summary>
    private static double Error(Tensor low, Tensor high, Tensor lowBefore)
    {
        float[] a = low.ToFloats(), b = high.ToFloats(), before = lowBefore.ToFloats();
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            var tolerated = Math.Max(AbsoluteTolerance, RelativeTolerance * Math.Max(Math.Abs(a[i]), Math.Abs(before[i])));
            sum += Math.Pow((a[i] - b[i]) / tolerated, 2);
        }

        return Math.Sqrt(sum / a.Length);
    }

    private Tensor Go(Tensor high, NoiseSource noise)
    {
        var next = _call.Up > 0 ? high.Add(noise(high.Shape), _call.Up) : high;
        (_from, _lowBefore) = (_to, _low);
        if (Math.Log(_from / _lowest) > Negligible)
        {
            _call = Begin(0);
        }

        return next;
    }

    /// <summary>What the second call of a shorter step sees: the first would say the same again.</summary>
    private Tensor Repeat()
    {
        _call = Begin(1);
        return new DpmCall(Order, 0, _from, _to, _lowest).Next(_start!, _first!, _first!);
    }

    private DpmCall Begin(int index)
    {
        _to = Math.Max(_lowest, _from * Math.Exp(-_h));
        return Ask(index);
    }

    private DpmCall Ask(int index)
    {
        var call = new DpmCall(Order, index, _from, _to, _lowest);
        _levels.Add(call.Level);
        _timesteps.Add(_table.ToTimestep(call.Level));
        return call;
    }
}
