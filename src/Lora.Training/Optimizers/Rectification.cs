namespace Lora.Training;

/// <summary>How much the running mean of squares says after some steps. Source: Liu et al., arXiv 1908.03265, section 4.</summary>
internal static class Rectification
{
    /// <summary>Length of the simple mean that it is worth; above 4 its variance is finite.</summary>
    public static double Length(double beta, int step) =>
        Longest(beta) - (2 * step * Math.Pow(beta, step) / (1 - Math.Pow(beta, step)));

    /// <summary>Factor of the rate, for a <see cref="Length"/> above 4.</summary>
    public static double Factor(double beta, int step)
    {
        var (length, longest) = (Length(beta, step), Longest(beta));
        return Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
    }

    private static double Longest(double beta) => (2 / (1 - beta)) - 1;
}
