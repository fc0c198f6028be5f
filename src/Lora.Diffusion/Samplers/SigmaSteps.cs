using Lora.Diffusion.Schedules;
using Lora.Vocabulary;

namespace Lora.Diffusion.Samplers;

/// <summary>The steps of a sampler in sigma space: timesteps to condition the model on, one a call, and noise levels, one more than steps.</summary>
internal sealed record SigmaSteps(double[] Timesteps, double[] Sigmas, double InitNoiseSigma, SigmaTable Table)
{
    /// <summary>The noise level of each call of the model.</summary>
    public double[] Levels { get; init; } = Sigmas[..^1];

    /// <summary>diffusers' Euler and its kin.</summary>
    /// <param name="whole">Karras levels at whole timesteps.</param>
    public static SigmaSteps Diffusers(NoiseSchedule schedule, int steps, SigmaSpacing spacing = SigmaSpacing.Timesteps, bool whole = false)
    {
        var table = new SigmaTable(schedule);
        var timesteps = Schedules.Timesteps.Make(schedule.Config, steps, round: false);
        var sigmas = Array.ConvertAll(timesteps, table.Interpolate);
        if (spacing != SigmaSpacing.Timesteps)
        {
            sigmas = Spaced(spacing, sigmas.Length, sigmas[^1], sigmas[0]);
            timesteps = Array.ConvertAll(sigmas, sigma => whole && spacing == SigmaSpacing.Karras ? Round(table.ToTimestep(sigma)) : table.ToTimestep(sigma));
        }

        var max = sigmas.Max();
        return new(timesteps, [.. sigmas, 0], schedule.Config.TimestepSpacing == TimestepSpacing.Leading ? Math.Sqrt(max * max + 1) : max, table);
    }

    /// <summary>diffusers' multistep solvers: Karras and exponential levels span the whole table.</summary>
    /// <param name="lowest">They end at the table's lowest level, not at 0.</param>
    public static SigmaSteps Multistep(NoiseSchedule schedule, int steps, SigmaSpacing spacing, bool lowest = false) =>
        OfSolver(schedule, Schedules.Timesteps.MakeMultistep(schedule.Config, steps), steps, spacing, lowest);

    /// <summary>diffusers' singlestep DPM-Solver, which does not ask for the config's spacing.</summary>
    public static SigmaSteps Singlestep(NoiseSchedule schedule, int steps, SigmaSpacing spacing) => OfSolver(schedule,
        Schedules.Timesteps.MakeMultistep(schedule.Config with { TimestepSpacing = TimestepSpacing.Linspace }, steps), steps, spacing, lowest: false);

    /// <summary>k-diffusion's (A1111, ComfyUI): evenly spaced fractional timesteps over the whole table, or levels of another spacing.</summary>
    /// <param name="skipLast">One level more is made and the lowest left out, as both programs do for some samplers.</param>
    public static SigmaSteps KDiffusion(NoiseSchedule schedule, int steps, SigmaSpacing spacing = SigmaSpacing.Timesteps, bool skipLast = false)
    {
        var table = new SigmaTable(schedule);
        var last = table.Sigmas.Length - 1;
        var n = skipLast ? steps + 1 : steps;
        var sigmas = spacing == SigmaSpacing.Timesteps
            ? [.. Enumerable.Range(0, n).Select(i => table.FromTimestep(n > 1 ? (double)last * (n - 1 - i) / (n - 1) : last))]
            : Spaced(spacing, n, table.Sigmas[0], table.Sigmas[^1]);
        sigmas = sigmas[..steps];
        return new([.. sigmas.Select(table.ToTimestep)], [.. sigmas, 0], sigmas[0], table);
    }

    /// <summary>With a second call in each step but the last, at the level that follows.</summary>
    public SigmaSteps WithNext() => this with { Levels = Interleave(Levels, Levels[1..]), Timesteps = Interleave(Timesteps, Timesteps[1..]) };

    /// <summary>With a second call in each step but the last, at a level between those given.</summary>
    public SigmaSteps WithMiddles(Func<double, double, double> middle)
    {
        var middles = Levels[1..].Select((next, i) => middle(Levels[i], next)).ToArray();
        return this with { Levels = Interleave(Levels, middles), Timesteps = Interleave(Timesteps, Array.ConvertAll(middles, Table.ToTimestep)) };
    }

    private static SigmaSteps OfSolver(NoiseSchedule schedule, double[] timesteps, int steps, SigmaSpacing spacing, bool lowest)
    {
        var table = new SigmaTable(schedule);
        var end = lowest ? table.Sigmas[0] : 0;
        if (spacing == SigmaSpacing.Timesteps)
        {
            return new(timesteps, [.. timesteps.Select(table.Interpolate), end], 1, table);
        }

        var sigmas = Spaced(spacing, steps, table.Sigmas[0], table.Sigmas[^1]);
        return new([.. sigmas.Select(sigma => WholeTimestep(table.ToTimestep(sigma)))], [.. sigmas, end], 1, table);

        // diffusers rounds Karras' timesteps, save of the cosine schedule, and cuts the fraction of the others off
        double WholeTimestep(double timestep) => spacing == SigmaSpacing.Karras
            ? schedule.Config.BetaSchedule != BetaSchedule.SquaredCos ? Round(timestep) : timestep
            : Math.Floor(timestep);
    }

    private static double[] Spaced(SigmaSpacing spacing, int n, double min, double max) =>
        spacing == SigmaSpacing.Karras ? SigmaTable.Karras(n, min, max) : SigmaTable.Exponential(n, min, max);

    private static double Round(double timestep) => Math.Round(timestep, MidpointRounding.ToEven);

    // a, b, a, b, ..., a
    private static double[] Interleave(double[] first, double[] second) =>
        [.. first.SelectMany((value, i) => i < second.Length ? (double[])[value, second[i]] : [value])];
}
