namespace Lora.Imaging.Resample.Windows;

/// <summary>The Lanczos window of three lobes: sinc(x) * sinc(x / 3) for -3 &lt;= x &lt; 3, else 0.</summary>
internal sealed class LanczosFilter() : ResampleFilter(3)
{
    public override double At(double x) => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0;
}
