namespace Lora.Training;

/// <summary>Scales a layer's factors down where the norm of its change is above a limit, half of the way each: kohya's scale_weight_norms.</summary>
internal static class MaxNorm
{
    /// <returns>The pair, the norm of its change after that (at least half of the limit, as kohya counts it), and whether it was scaled.</returns>
    public static (LoraPair Pair, double Norm, bool IsScaled) Apply(LoraPair pair, double limit)
    {
        var norm = Math.Max(pair.Norm, limit / 2);
        var ratio = Math.Min(norm, limit) / norm;
        if (ratio == 1)
        {
            return (pair, norm, false);
        }

        var root = Math.Sqrt(ratio);
        return (pair with { Up = Scaled(pair.Up, root), Down = Scaled(pair.Down, root) }, norm * ratio, true);
    }

    private static float[] Scaled(float[] values, double scale) => Array.ConvertAll(values, value => (float)(value * scale));
}
