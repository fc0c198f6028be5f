namespace Lora.Imaging;

/// <summary>What a picture's file says beside its pixels.</summary>
/// <param name="Format">Found from the bytes, whatever the file's name; the name of its <see cref="Vocabulary.ImageFormats"/> row.</param>
/// <param name="Width">Pixels, upright.</param>
/// <param name="Height">Pixels, upright.</param>
/// <param name="Orientation">The EXIF orientation that decoding undoes, 1 to 8; 1 where there is none.</param>
/// <param name="Frames">Pictures that the file shows one after another or side by side, previews and gain maps not counted; 1 for a still picture.</param>
/// <param name="ForeignProfile">
/// How an embedded ICC profile that is not sRGB describes itself, on one line. Decoding leaves the samples as they are, so the colours come out wrong.
/// Null for sRGB, for no profile, and for a damaged one, which every reader passes over.
/// </param>
public readonly record struct ImageInfo(
    string Format, int Width, int Height, int Orientation = 1, int Frames = 1, string? ForeignProfile = null)
{
    /// <param name="width">Pixels as stored, before the orientation is undone.</param>
    /// <param name="height">As <paramref name="width"/>.</param>
    internal static ImageInfo FromStored(string format, int width, int height, int orientation, int frames, string? foreignProfile) =>
        orientation >= 5
            ? new(format, height, width, orientation, frames, foreignProfile)
            : new(format, width, height, orientation, frames, foreignProfile);
}
