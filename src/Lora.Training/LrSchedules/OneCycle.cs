namespace Lora.Training;

/// <summary>
/// One way up and down: PyTorch's OneCycleLR, momentum aside. It sets the rate of whatever is trained, whose base rate does not count.
/// </summary>
internal sealed class OneCycle
{
    // from one phase's end to the next
    private readonly (double End, double From, double To)[] _phases;
    private readonly bool _isLinear;

    /// <exception cref="TrainingException">The cycle is shorter than the training.</exception>
    public OneCycle(LrSettings of)
    {
        var arguments = of.Arguments;
        var steps = arguments.Get<int>("total_steps") is > 0 and var written ? written : of.TotalSteps;
        if (steps < of.TotalSteps)
        {
            throw new TrainingException(FormattableString.Invariant($"a cycle of {steps} steps is shorter than the training's {of.TotalSteps}"));
        }

        var (most, rise) = (arguments.Get<double?>("max_lr") ?? of.MainRate, arguments.Get<double>("pct_start") * steps);
        var first = most / arguments.Get<double>("div_factor");
        var last = first / arguments.Get<double>("final_div_factor");
        _isLinear = arguments.Get<string>("anneal_strategy") == "linear";
        _phases = arguments.Get<bool>("three_phase")
            ? [(rise - 1, first, most), ((2 * rise) - 2, most, first), (steps - 1, first, last)]
            : [(rise - 1, first, most), (steps - 1, most, last)];
    }

    public double Rate(int step, double rate)
    {
        double start = 0;
        for (var i = 0; ; i++)
        {
            var (end, from, to) = _phases[i];
            if (step <= end || i == _phases.Length - 1)
            {
                var share = (step - start) / (end - start);
                return _isLinear ? ((to - from) * share) + from : to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * share)));
            }

            start = end;
        }
    }
}
