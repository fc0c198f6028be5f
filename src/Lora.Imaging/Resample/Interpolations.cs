using Lora.Imaging.Resample.Nearest;
using Lora.Imaging.Resample.Taps;
using Lora.Imaging.Resample.Windows;

namespace Lora.Imaging;

/// <summary>
/// The interpolations of Pillow and OpenCV, by their names there. Pillow's windows widen when a picture shrinks, so that all of it counts; OpenCV's have a
/// fixed number of taps, save area.
/// </summary>
public static class Interpolations
{
    public static WindowInterpolation PillowBox { get; } = new(new BoxFilter());

    public static WindowInterpolation PillowBilinear { get; } = new(new TriangleFilter());

    public static WindowInterpolation PillowHamming { get; } = new(new HammingFilter());

    public static WindowInterpolation PillowBicubic { get; } = new(new BicubicFilter());

    public static WindowInterpolation PillowLanczos { get; } = new(new LanczosFilter());

    public static Interpolation PillowNearest { get; } = new NearestInterpolation(NearestPlaces.Accumulated);

    public static Interpolation OpenCvArea { get; } = new AreaInterpolation();

    public static Interpolation OpenCvLinear { get; } = new LinearInterpolation();

    public static Interpolation OpenCvCubic { get; } = new CubicInterpolation();

    public static Interpolation OpenCvLanczos4 { get; } = new Lanczos4Interpolation();

    /// <summary>The pixel under the centre; <c>INTER_NEAREST_EXACT</c>.</summary>
    public static Interpolation OpenCvNearestExact { get; } = new NearestInterpolation(NearestPlaces.Centres);

    /// <summary>The pixel under the upper left corner; <c>INTER_NEAREST</c>.</summary>
    public static Interpolation OpenCvNearest { get; } = new NearestInterpolation(NearestPlaces.Corners);
}
