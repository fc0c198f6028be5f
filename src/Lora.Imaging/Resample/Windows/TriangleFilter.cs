namespace Lora.Imaging.Resample.Windows;

/// <summary>1 - |x|; "bilinear".</summary>
internal sealed class TriangleFilter() : ResampleFilter(1)
{
    public override double At(double x) => Math.Max(1 - Math.Abs(x), 0);
}
