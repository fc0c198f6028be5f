namespace Lora.Imaging.Resample.Windows;

/// <summary>Cubic convolution (Keys 1981) with a = -0.5.</summary>
internal sealed class BicubicFilter() : ResampleFilter(2)
{
    private const double A = -0.5;

    public override double At(double x)
    {
        x = Math.Abs(x);
        return x < 1 ? ((A + 2) * x - (A + 3)) * x * x + 1
            : x < 2 ? (((x - 5) * x + 8) * x - 4) * A
            : 0;
    }
}
