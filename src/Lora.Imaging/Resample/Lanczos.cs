namespace Lora.Imaging.Resample;

/// <summary>The Lanczos window of three lobes: sinc(x) * sinc(x / 3) for -3 &lt;= x &lt; 3, else 0.</summary>
internal static class Lanczos
{
    public const double Support = 3;

    public static double At(double x) => x is >= -Support and < Support ? Sinc(x) * Sinc(x / Support) : 0;

    private static double Sinc(double x)
    {
        if (x == 0)
        {
            return 1;
        }

        x *= Math.PI;
        return Math.Sin(x) / x;
    }
}
