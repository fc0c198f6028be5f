namespace Lora.Imaging.Resample.Windows;

/// <summary>The mean of what a pixel covers: 1 for -0.5 &lt; x &lt;= 0.5.</summary>
internal sealed class BoxFilter() : ResampleFilter(0.5)
{
    public override double At(double x) => x is > -0.5 and <= 0.5 ? 1 : 0;
}
