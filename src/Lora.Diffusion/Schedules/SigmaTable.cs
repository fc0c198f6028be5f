namespace Lora.Diffusion.Schedules;

/// <summary>
/// The noise level sigma = sqrt((1 - a) / a) as a function of a (fractional) timestep and back, linear in log sigma between table
/// points as k-diffusion and diffusers do it.
/// </summary>
internal sealed class SigmaTable
{
    private readonly double[] _logSigmas;

    /// <param name="schedule">Where the last alpha is 0 (zero terminal SNR) 2^-24 takes its place, as in diffusers' sigma-space schedulers.</param>
    public SigmaTable(NoiseSchedule schedule)
    {
        Sigmas = new double[schedule.AlphasCumprod.Length];
        _logSigmas = new double[Sigmas.Length];
        for (var i = 0; i < Sigmas.Length; i++)
        {
            var a = schedule.AlphasCumprod[i];
            if (schedule.Config.RescaleBetasZeroSnr && i == Sigmas.Length - 1)
            {
                a = MathF.Pow(2, -24);
            }

            // the ratio in fp32, as both libraries compute it
            Sigmas[i] = MathF.Sqrt((1 - a) / a);
            _logSigmas[i] = Math.Log(Sigmas[i]);
        }
    }

    /// <summary>Ascending, one a training timestep.</summary>
    public double[] Sigmas { get; }

    /// <summary>sigma at a fractional timestep, linear in sigma (diffusers' tables).</summary>
    public double Interpolate(double timestep)
    {
        var low = Math.Clamp((int)Math.Floor(timestep), 0, Sigmas.Length - 1);
        var high = Math.Min(low + 1, Sigmas.Length - 1);
        return Sigmas[low] + (timestep - low) * (Sigmas[high] - Sigmas[low]);
    }

    /// <summary>sigma at a fractional timestep, linear in log sigma (k-diffusion's).</summary>
    public double FromTimestep(double timestep)
    {
        int low = (int)Math.Floor(timestep), high = (int)Math.Ceiling(timestep);
        var w = timestep - low;
        return Math.Exp((1 - w) * _logSigmas[low] + w * _logSigmas[high]);
    }

    /// <summary>The fractional timestep of a noise level, clamped to the table.</summary>
    public double ToTimestep(double sigma)
    {
        var log = Math.Log(Math.Max(sigma, 1e-10));
        var low = 0;
        while (low < _logSigmas.Length - 2 && _logSigmas[low + 1] <= log)
        {
            low++;
        }

        var w = Math.Clamp((_logSigmas[low] - log) / (_logSigmas[low] - _logSigmas[low + 1]), 0, 1);
        return low + w;
    }

    /// <summary>The nearest training timestep in log sigma.</summary>
    public int ToNearestTimestep(double sigma)
    {
        var log = Math.Log(sigma);
        var best = 0;
        for (var i = 1; i < _logSigmas.Length; i++)
        {
            if (Math.Abs(log - _logSigmas[i]) < Math.Abs(log - _logSigmas[best]))
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>n levels from max to min, evenly spaced in sigma^(1/rho) (arXiv 2206.00364, equation 5).</summary>
    public static double[] Karras(int n, double min, double max, double rho = 7) =>
        Ramp(n, r => Math.Pow(Math.Pow(max, 1 / rho) + r * (Math.Pow(min, 1 / rho) - Math.Pow(max, 1 / rho)), rho));

    /// <summary>n levels from max to min, evenly spaced in log sigma.</summary>
    public static double[] Exponential(int n, double min, double max) => PolyExponential(n, min, max, 1);

    /// <summary>n levels from max to min, polynomial of degree rho in log sigma.</summary>
    public static double[] PolyExponential(int n, double min, double max, double rho) =>
        Ramp(n, r => Math.Exp(Math.Pow(1 - r, rho) * (Math.Log(max) - Math.Log(min)) + Math.Log(min)));

    private static double[] Ramp(int n, Func<double, double> at)
    {
        var values = new double[n];
        for (var i = 0; i < n; i++)
        {
            values[i] = at(n > 1 ? (double)i / (n - 1) : 0);
        }

        return values;
    }
}
