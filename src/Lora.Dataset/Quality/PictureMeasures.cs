using System.Text.Json.Serialization;
using Lora.Imaging;

namespace Lora.Dataset;

/// <summary>
/// What a picture looks like in numbers, for the checks of quality and for near-duplicates. Sharpness, evenness, text and hashes are measured at about the size
/// of the training: a soft photo of 12 megapixels is sharp enough at 768 pixels.
/// </summary>
/// <param name="Sharpness"><see cref="Imaging.Sharpness.SharpestPart"/> of the reduced picture.</param>
/// <param name="Deviation">Standard deviation of the grey levels; 0 = one colour.</param>
/// <param name="Blocks"><see cref="Blockiness.OfCompression"/> of the whole picture: about 1 without blocks, or where it was shrunk on loading.</param>
/// <param name="JpegQuality">The quality that a JPEG was saved with, as its tables tell; null for other formats.</param>
/// <param name="Border">Even stripes along the sides of the whole picture.</param>
/// <param name="Text">Where the picture seems to hold writing; nowhere if that was not looked for.</param>
/// <param name="Frequencies"><see cref="ImageHash.Frequency"/>.</param>
/// <param name="Differences"><see cref="ImageHash.Difference"/>.</param>
public sealed record PictureMeasures(
    double Sharpness, double Deviation, double Blocks, int? JpegQuality, PictureBorder Border, TextTraces Text, ulong Frequencies, ulong Differences)
{
    /// <summary>Algorithm version for entry keys: another number means that a measure may differ.</summary>
    public const int Version = 1;

    // far above the 32 pixels that a hash is made of: a smaller picture is hashed as it is, to ImageHash's bits
    private const int HashedSide = 256;

    /// <summary>What near-duplicates are found by.</summary>
    [JsonIgnore]
    public PictureHashes Hashes => new(Frequencies, Differences);

    /// <param name="picture">Upright.</param>
    /// <param name="file">What it was decoded from.</param>
    /// <param name="resolution">Side of a square training picture.</param>
    /// <param name="shrink">
    /// <see cref="DecodedImage.Shrink"/>: where it is above 1 the blocks of the file are gone, from here and from what is trained, and are not measured.
    /// </param>
    /// <param name="text">Whether to look for writing.</param>
    public static PictureMeasures Of(Rgb24Image picture, ReadOnlyMemory<byte> file, int resolution, int shrink = 1, bool text = false)
    {
        var reduced = BoxReduction.Apply(picture, Factor(picture.Width, picture.Height, resolution));
        var grey = GreyImage.OpenCv(reduced);
        var hashed = GreyImage.Pillow(BoxReduction.Apply(reduced, BoxReduction.FactorTo(HashedSide, reduced.Width, reduced.Height)));
        return new(Imaging.Sharpness.SharpestPart(grey), grey.Deviation(), shrink == 1 ? Blockiness.Of(GreyImage.OpenCv(picture)).OfCompression : 1,
            Imaging.JpegQuality.Estimate(file), PictureBorder.Of(picture).Times(shrink), text ? TextTraces.Of(grey) : default,
            ImageHash.Frequency(hashed), ImageHash.Difference(hashed));
    }

    // the largest whole factor that leaves the area of the training
    private static int Factor(int width, int height, int resolution) =>
        Math.Clamp((int)(Math.Sqrt((double)width * height) / resolution), 1, Math.Min(BoxReduction.MaxFactor, Math.Min(width, height)));
}
