namespace Lora.Diffusion;

/// <summary>The sizes that some models are conditioned on, in pixels.</summary>
/// <param name="OriginalWidth">Of the picture as it was given.</param>
/// <param name="OriginalHeight">Of the picture as it was given.</param>
/// <param name="CropLeft">What was cut off on the left.</param>
/// <param name="CropTop">What was cut off at the top.</param>
/// <param name="Width">Of the picture as the model sees it.</param>
/// <param name="Height">Of the picture as the model sees it.</param>
public readonly record struct PictureSize(int OriginalWidth, int OriginalHeight, int CropLeft, int CropTop, int Width, int Height)
{
    /// <summary>A picture that is drawn: nothing was there before, nothing is cut off.</summary>
    public static PictureSize Drawn(int width, int height) => new(width, height, 0, 0, width, height);
}
