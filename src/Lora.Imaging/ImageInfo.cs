namespace Lora.Imaging;

/// <param name="Format">Found from the bytes.</param>
/// <param name="Width">Pixels, upright.</param>
/// <param name="Height">Pixels, upright.</param>
/// <param name="Orientation">The EXIF orientation that decoding undoes, 1 to 8; 1 where there is none.</param>
public readonly record struct ImageInfo(ImageFormat Format, int Width, int Height, int Orientation)
{
    internal static ImageInfo FromStored(ImageFormat format, int width, int height, int orientation) =>
        orientation >= 5 ? new(format, height, width, orientation) : new(format, width, height, orientation);
}
