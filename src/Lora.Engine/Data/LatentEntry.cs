using System.Globalization;
using Lora.Dataset;
using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Engine;

/// <summary>
/// One picture's cached latent: the autoencoder's posterior, unscaled, with what SDXL conditions on. On disk a safetensors file with <c>mean</c> and
/// <c>std</c>.
/// </summary>
/// <param name="Height">Rows of the latent.</param>
/// <param name="Width">Columns of the latent.</param>
/// <param name="Mean">[channels, height, width], row-major.</param>
/// <param name="Std">Same layout.</param>
/// <param name="OriginalWidth">Pixels of the upright source.</param>
/// <param name="OriginalHeight">Pixels of the upright source.</param>
/// <param name="CropLeft">What kohya conditions on, in pixels: see <see cref="CropBox"/>.</param>
/// <param name="CropTop">As <paramref name="CropLeft"/>.</param>
/// <param name="Flipped">Mirrored left to right.</param>
internal sealed record LatentEntry(
    int Height, int Width, float[] Mean, float[] Std, int OriginalWidth, int OriginalHeight, int CropLeft, int CropTop, bool Flipped)
{
    /// <summary>What a model is conditioned on.</summary>
    /// <param name="pixels">Pixels a side of one latent pixel.</param>
    internal PictureSize Size(int pixels) => new(OriginalWidth, OriginalHeight, CropLeft, CropTop, Width * pixels, Height * pixels);

    internal byte[] ToBytes()
    {
        long[] shape = [Mean.Length / (Height * Width), Height, Width];
        var writer = new SafetensorsWriter(new Dictionary<string, string>
        {
            ["original_size"] = FormattableString.Invariant($"{OriginalWidth}x{OriginalHeight}"),
            ["crop_left_top"] = FormattableString.Invariant($"{CropLeft}x{CropTop}"),
            ["flipped"] = Flipped ? "true" : "false",
        });
        writer.AddFloats("mean", SafetensorsDType.F32, shape, Mean);
        writer.AddFloats("std", SafetensorsDType.F32, shape, Std);
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null for another file.</summary>
    internal static LatentEntry? Read(SafetensorsFile file)
    {
        var shape = file["mean"].Shape;
        if (shape is not [> 0, > 0 and <= int.MaxValue, > 0 and <= int.MaxValue] || !file["std"].Shape.SequenceEqual(shape))
        {
            return null;
        }

        var (width, height) = Pair(file.Metadata["original_size"]);
        var (left, top) = Pair(file.Metadata["crop_left_top"]);
        return new((int)shape[1], (int)shape[2], file.ReadFloats("mean"), file.ReadFloats("std"), width, height, left, top, file.Metadata["flipped"] == "true");
    }

    private static (int First, int Second) Pair(string text)
    {
        var parts = text.Split('x');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
