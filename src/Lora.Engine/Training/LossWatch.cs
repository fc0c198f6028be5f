using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// Looks at a training's losses as they come, and warns once of each thing that guides tell to look for. A single step's loss says little, since it depends on
/// the timestep that was drawn: only means are compared (docs/watching.md).
/// </summary>
/// <param name="warn">Told what it is and a sentence.</param>
internal sealed class LossWatch(Action<Descriptor, string> warn)
{
    // that the loss falls shows in its first hundreds of steps
    private const int Fall = 100;
    private const int Spike = 10, BeforeSpike = 100;
    private const double SpikeTimes = 3;
    private const int Swing = 50, Swings = 4;
    private const double SwingTimes = 1.5;

    private readonly List<double> _losses = [];
    private readonly HashSet<string> _said = [];

    /// <param name="loss">Of the next step.</param>
    internal void Add(double loss)
    {
        _losses.Add(loss);
        CheckFall();
        CheckSpike();
        CheckSwings();
    }

    private void CheckFall()
    {
        if (_losses.Count == 2 * Fall && (Mean(0, Fall), Mean(Fall, Fall)) is var (first, later) && later >= first)
        {
            Warn(TrainingDiagnostics.LossDoesNotFall,
                $"The loss of steps {Fall + 1} to {2 * Fall} is {later:0.0000} on average, and that of the {Fall} steps before {first:0.0000}.");
        }
    }

    private void CheckSpike()
    {
        var start = _losses.Count - Spike;
        if (start >= BeforeSpike && (Mean(start - BeforeSpike, BeforeSpike), Mean(start, Spike)) is var (before, now) && now > SpikeTimes * before)
        {
            Warn(TrainingDiagnostics.LossSpikes,
                $"The loss of steps {start + 1} to {_losses.Count} is {now:0.0000} on average, and that of the {BeforeSpike} steps before {before:0.0000}.");
        }
    }

    private void CheckSwings()
    {
        var start = _losses.Count - ((Swings + 1) * Swing);
        if (start < 0 || _losses.Count % Swing != 0)
        {
            return;
        }

        double[] means = [.. Enumerable.Range(0, Swings + 1).Select(i => Mean(start + (i * Swing), Swing))];
        int[] ways = [.. means.Zip(means.Skip(1), (one, next) => next > SwingTimes * one ? 1 : one > SwingTimes * next ? -1 : 0)];
        if (ways[0] != 0 && ways.Zip(ways.Skip(1)).All(pair => pair.Second == -pair.First))
        {
            var list = string.Join(", ", means.Select(mean => FormattableString.Invariant($"{mean:0.0000}")));
            Warn(TrainingDiagnostics.LossSwings, $"The loss swings: {Swing} steps each, up to step {_losses.Count}, are {list} on average.");
        }
    }

    private double Mean(int start, int count) => _losses.Skip(start).Take(count).Average();

    private void Warn(Descriptor rule, FormattableString problem)
    {
        if (_said.Add(rule.Code))
        {
            warn(rule, FormattableString.Invariant(problem));
        }
    }
}
