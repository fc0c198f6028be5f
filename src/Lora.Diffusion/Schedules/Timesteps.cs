namespace Lora.Diffusion.Schedules;

/// <summary>Which training timesteps a sampler of n steps visits, descending: diffusers' three spacings with each sampler family's own rounding.</summary>
internal static class Timesteps
{
    /// <param name="steps">1 to the number of training timesteps.</param>
    /// <param name="round">Whole timesteps only (DDIM, DPM++); Euler's linspace keeps fractions.</param>
    public static double[] Make(ScheduleConfig config, int steps, bool round)
    {
        var total = config.NumTrainTimesteps;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, total);
        return config.TimestepSpacing switch
        {
            TimestepSpacing.Leading => Descending(steps, i => i * (total / steps) + config.StepsOffset),
            TimestepSpacing.Linspace => Descending(steps, i => Rounded(Linspace(total - 1, steps, i), round)),
            _ => Trailing(total, steps),
        };
    }

    /// <summary>DPM-Solver's: n + 1 points of which the lowest is left out.</summary>
    public static double[] MakeMultistep(ScheduleConfig config, int steps)
    {
        var total = config.NumTrainTimesteps;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, total);
        return config.TimestepSpacing switch
        {
            TimestepSpacing.Leading => Descending(steps + 1, i => i * (total / (steps + 1)) + config.StepsOffset)[..^1],
            TimestepSpacing.Linspace => Descending(steps + 1, i => Rounded(Linspace(total - 1, steps + 1, i), true))[..^1],
            _ => Trailing(total, steps),
        };
    }

    private static double[] Trailing(int total, int steps)
    {
        var step = (double)total / steps;
        var values = new double[(int)Math.Ceiling(total / step)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Rounded(total - i * step, true) - 1;
        }

        return values;
    }

    private static double Linspace(double end, int n, int i) => n > 1 ? i * (end / (n - 1)) : 0;

    private static double Rounded(double value, bool round) => round ? Math.Round(value, MidpointRounding.ToEven) : value;

    private static double[] Descending(int n, Func<int, double> ascending)
    {
        var values = new double[n];
        for (var i = 0; i < n; i++)
        {
            values[i] = ascending(n - 1 - i);
        }

        return values;
    }
}
