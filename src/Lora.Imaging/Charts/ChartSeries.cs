namespace Lora.Imaging.Charts;

/// <summary>One line of a chart.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Points">Ascending in X; points that are not finite are left out.</param>
/// <param name="Colour">As SVG writes it, "#4060c0".</param>
/// <param name="Faint">Thin and pale: raw values behind their smoothed line.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points, string Colour, bool Faint = false)
{
    /// <summary>The running mean that TensorBoard draws: each value counts (1 - weight) and fades by weight a point; the start is not pulled to zero.</summary>
    /// <param name="weight">0 (no smoothing) to below 1.</param>
    public ChartSeries Smoothed(double weight, string name, string colour)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(weight, 1);
        var smooth = new List<(double, double)>();
        double mean = 0, share = 0;
        foreach (var (x, y) in Points.Where(p => double.IsFinite(p.Y)))
        {
            mean = weight * mean + (1 - weight) * y;
            share = weight * share + (1 - weight);
            smooth.Add((x, mean / share));
        }
        return new(name, smooth, colour);
    }
}
