namespace Lora.Vocabulary;

/// <summary>How the pixels of another size are made, kohya's <c>resize_interpolation</c>.</summary>
public sealed record ResizeInterpolationVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>Every pixel of a picture that shrinks counts, so that one that is halved first comes out nearly the same.</summary>
    public bool TakesAll { get; init; } = true;
}

/// <summary>The interpolations, each with the pixels of the library that kohya's scripts take for it.</summary>
public static class ResizeInterpolations
{
    /// <summary>What kohya's scripts do where nothing is asked for.</summary>
    public static ResizeInterpolationVariant Auto { get; } = new("auto", "Area where no side grows, else Lanczos.")
    { Source = "sd-scripts library/utils.py, resize_image" };

    public static ResizeInterpolationVariant Area { get; } = new("area", "The mean of what a pixel covers; no ringing, no moire.")
    { Source = "OpenCV INTER_AREA" };

    public static ResizeInterpolationVariant Lanczos { get; } = new("lanczos", "Three lobes, widened where a picture shrinks; sharp, with some ringing.")
    { Aliases = ["lanczos4"], Source = "Pillow LANCZOS" };

    public static ResizeInterpolationVariant Bicubic { get; } = new("bicubic", "Four taps; made for enlarging, skips pixels where a picture shrinks.")
    { TakesAll = false, Aliases = ["cubic"], Source = "OpenCV INTER_CUBIC" };

    public static ResizeInterpolationVariant Bilinear { get; } = new("bilinear", "Two taps; soft, skips pixels where a picture shrinks.")
    { TakesAll = false, Aliases = ["linear"], Source = "OpenCV INTER_LINEAR" };

    public static ResizeInterpolationVariant Nearest { get; } = new("nearest", "The pixel under the centre; for pixel art.")
    { TakesAll = false, Source = "OpenCV INTER_NEAREST_EXACT" };

    public static ResizeInterpolationVariant Box { get; } = new("box", "The mean of whole pixels around the centre.")
    { Source = "Pillow BOX" };

    public static IReadOnlyList<ResizeInterpolationVariant> All { get; } = [Auto, Area, Lanczos, Bicubic, Bilinear, Nearest, Box];
}
