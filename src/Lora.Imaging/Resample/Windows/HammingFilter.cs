namespace Lora.Imaging.Resample.Windows;

/// <summary>sinc(x) under the Hamming window 0.54 + 0.46 cos(pi x), both constants in single precision as Pillow has them.</summary>
internal sealed class HammingFilter() : ResampleFilter(1)
{
    public override double At(double x) => Math.Abs(x) is var distance && distance >= 1 ? 0 : Sinc(distance) * (0.54f + 0.46f * Math.Cos(distance * Math.PI));
}
