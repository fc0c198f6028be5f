namespace Lora.Imaging.Charts;

/// <summary>A linear axis: its ends, and ticks at round numbers (1, 2 or 5 times a power of ten) inside them.</summary>
internal sealed class Axis
{
    public Axis(double min, double max, int aboutTicks)
    {
        if (!(min < max))
        {
            (min, max) = (min - 0.5, max + 0.5);
        }

        (Min, Max) = (min, max);
        double rough = (max - min) / aboutTicks, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        // counted in steps, so that a tick is not the sum of many rounded ones
        for (var i = Math.Ceiling(min / step - 1e-9); i * step <= max + step * 1e-9 && Ticks.Count < 100; i++)
        {
            Ticks.Add(i * step);
        }

        Decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
    }

    public double Min { get; }
    public double Max { get; }
    public List<double> Ticks { get; } = [];
    /// <summary>Digits behind the point that tell the ticks apart.</summary>
    public int Decimals { get; }

    /// <summary>0 at <see cref="Min"/>, 1 at <see cref="Max"/>.</summary>
    public double Place(double value) => (value - Min) / (Max - Min);
}
