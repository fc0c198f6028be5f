using Lora.Imaging;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// The masks of pictures' losses by content, scaled and cropped as their pictures are: grey PNG files, white where all counts. Of a mask of its own the red
/// channel, else of the picture the transparency; a picture that hides nothing has none. Source: sd-scripts, custom_train_functions.apply_masked_loss.
/// </summary>
internal sealed class MaskPictures(StageRequest request, StageContext context, StageOutputs outputs)
{
    private const int EntryVersion = 1;

    /// <summary>The PNG file; null where there is no mask, or, with a finding, one that is wrong.</summary>
    internal byte[]? Get(ImageItem image)
    {
        var isFile = image.MaskPath.Length > 0;
        if (image.Sha256.Length == 0 || !(isFile || image.AlphaMask))
        {
            return null;
        }

        var key = Key(image);
        if (StoredPicture.Read(context, key, mayBeEmpty: true) is { } known)
        {
            return known.Length > 0 ? known : null;
        }

        // what is wrong with the picture itself is said where that is made
        if (SourceImage.Read(image, outputs) is not { } file || (isFile ? OfFile(image, file) : OfTransparency(image, file)) is not { } mask)
        {
            return null;
        }

        if (mask.Pixels.All(level => level == 0))
        {
            outputs.Report(DatasetDiagnostics.MaskEmpty.At(
                $"The mask of '{image.Name}' leaves nothing of what is trained.", isFile ? image.MaskPath : image.Path));
            return null;
        }

        // one that hides nothing is none
        var png = mask.Pixels.All(level => level == byte.MaxValue) ? null : context.Codec.EncodePng(mask, PngEffort.Fast);
        context.Store.RecordOnly(key, png ?? []);
        return png;
    }

    /// <summary>How much each place of a latent counts, row-major, 0 to 1.</summary>
    internal static float[] Of(Rgb24Image mask, int height, int width)
    {
        var shares = new float[mask.Width * mask.Height];
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = mask.Pixels[i * 3] / (float)byte.MaxValue;
        }

        return LossMask.Resize(shares, mask.Height, mask.Width, height, width);
    }

    private Rgb24Image? OfFile(ImageItem image, byte[] file)
    {
        try
        {
            var source = context.Codec.Probe(file);
            var preparation = SourceBuckets.Preparation(request.Values, image);
            var choice = preparation.Place(source);
            var bytes = File.ReadAllBytes(image.MaskPath);
            if (Digest.Of(bytes) != image.MaskSha256)
            {
                outputs.Report(EngineDiagnostics.InputChanged.At($"The mask of '{image.Name}' changed while the build ran.", image.MaskPath));
                return null;
            }

            using var mask = context.Codec.Decode(bytes);
            if ((mask.Width, mask.Height) != (source.Width, source.Height))
            {
                outputs.Report(DatasetDiagnostics.MaskWrong.At(FormattableString.Invariant(
                    $"The mask of '{image.Name}' is {mask.Width} x {mask.Height}, and the picture {source.Width} x {source.Height}."), image.MaskPath));
                return null;
            }

            return preparation.Fit(Grey(mask, channel: 0), choice, source);
        }
        catch (ImageFormatException e)
        {
            outputs.Report(DatasetDiagnostics.MaskWrong.At($"The mask of '{image.Name}' cannot be read: {e.Message}", image.MaskPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            outputs.Report(DatasetDiagnostics.MaskWrong.At($"The mask of '{image.Name}' cannot be read: {ErrorText.OneLine(e)}.", image.MaskPath));
        }

        return null;
    }

    private Rgb24Image? OfTransparency(ImageItem image, byte[] file)
    {
        try
        {
            using var picture = context.Codec.Decode(file);
            var preparation = SourceBuckets.Preparation(request.Values, image);
            return preparation.Fit(Grey(picture, channel: 3), preparation.Place(picture.Info), picture.Info);
        }
        catch (ImageFormatException e)
        {
            outputs.Report(SourceImage.Finding(image, e));
            return null;
        }
    }

    // of a picture without transparency: white
    private static Rgb24Image Grey(DecodedImage picture, int channel)
    {
        var grey = new Rgb24Image(picture.Width, picture.Height);
        for (int from = channel, to = 0; to < grey.Pixels.Length; from += picture.Channels, to += 3)
        {
            grey.Pixels.AsSpan(to, 3).Fill(channel < picture.Channels ? picture.Pixels[from] : byte.MaxValue);
        }

        return grey;
    }

    private string Key(ImageItem image) => new EntryKey("mask", EntryVersion).With(Tool.Codec, request.Values).With("image", image.Sha256)
        .With("mask", image.MaskSha256).WithPreparation(request.Values, image).Hash();
}
