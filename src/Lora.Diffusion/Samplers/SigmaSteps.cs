using Lora.Diffusion.Schedules;

namespace Lora.Diffusion.Samplers;

/// <summary>How the noise levels between the schedule's ends are placed.</summary>
internal enum SigmaSpacing
{
    /// <summary>At the timesteps of the configured spacing.</summary>
    Timesteps,
    Karras,
    Exponential,
}

/// <summary>The steps of a sampler in sigma space: timesteps to condition the model on and noise levels with a final 0.</summary>
internal sealed record SigmaSteps(double[] Timesteps, double[] Sigmas, double InitNoiseSigma)
{
    /// <summary>diffusers' Euler and Euler ancestral.</summary>
    public static SigmaSteps Diffusers(NoiseSchedule schedule, int steps, SigmaSpacing spacing = SigmaSpacing.Timesteps)
    {
        var table = new SigmaTable(schedule);
        var timesteps = Schedules.Timesteps.Make(schedule.Config, steps, round: false);
        var sigmas = Array.ConvertAll(timesteps, table.Interpolate);
        if (spacing != SigmaSpacing.Timesteps)
        {
            sigmas = spacing == SigmaSpacing.Karras
                ? SigmaTable.Karras(sigmas.Length, sigmas[^1], sigmas[0])
                : SigmaTable.Exponential(sigmas.Length, sigmas[^1], sigmas[0]);
            timesteps = Array.ConvertAll(sigmas, table.ToTimestep);
        }

        var max = sigmas.Max();
        return new(timesteps, [.. sigmas, 0], schedule.Config.TimestepSpacing == TimestepSpacing.Leading ? Math.Sqrt(max * max + 1) : max);
    }

    /// <summary>diffusers' DPM-Solver multistep: Karras levels span the whole table and their timesteps are whole.</summary>
    public static SigmaSteps Multistep(NoiseSchedule schedule, int steps, bool karras)
    {
        var table = new SigmaTable(schedule);
        if (!karras)
        {
            var timesteps = Schedules.Timesteps.MakeMultistep(schedule.Config, steps);
            return new(timesteps, [.. timesteps.Select(table.Interpolate), 0], 1);
        }

        var sigmas = SigmaTable.Karras(steps, table.Sigmas[0], table.Sigmas[^1]);
        var whole = schedule.Config.BetaSchedule != BetaSchedule.SquaredCos;
        return new([.. sigmas.Select(s => whole ? Math.Round(table.ToTimestep(s), MidpointRounding.ToEven) : table.ToTimestep(s))], [.. sigmas, 0], 1);
    }

    /// <summary>k-diffusion's (A1111, ComfyUI): evenly spaced fractional timesteps over the whole table, or Karras levels.</summary>
    public static SigmaSteps KDiffusion(NoiseSchedule schedule, int steps, bool karras)
    {
        var table = new SigmaTable(schedule);
        var last = table.Sigmas.Length - 1;
        var sigmas = karras
            ? SigmaTable.Karras(steps, table.Sigmas[0], table.Sigmas[^1])
            : [.. Enumerable.Range(0, steps).Select(i => table.FromTimestep(steps > 1 ? (double)last * (steps - 1 - i) / (steps - 1) : last))];
        return new([.. sigmas.Select(table.ToTimestep)], [.. sigmas, 0], sigmas[0]);
    }
}
