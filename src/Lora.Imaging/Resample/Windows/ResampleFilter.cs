namespace Lora.Imaging.Resample.Windows;

/// <summary>An even function that weighs samples by their distance from the place looked at, in input pixels where a picture grows.</summary>
/// <param name="support">Beyond this distance it is 0.</param>
internal abstract class ResampleFilter(double support)
{
    public double Support => support;

    public abstract double At(double x);

    protected static double Sinc(double x)
    {
        if (x == 0)
        {
            return 1;
        }

        x *= Math.PI;
        return Math.Sin(x) / x;
    }
}
