using System.Text.Json;
using Lora.Dataset;
using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// The pictures that were decoded and measured before, by content: one entry each, a line of JSON and behind it the thumbnail. A picture that cannot be decoded
/// has none.
/// </summary>
internal sealed class MeasuredPictures(StageRequest request, StageContext context)
{
    private const int EntryVersion = 3;

    /// <summary>Null = not known yet.</summary>
    internal MeasuredPicture? Find(ImageItem image) => context.Store.Near.ReadOnly(Key(image)) is { } entry ? Read(entry) : null;

    /// <summary>What an entry holds; null for other bytes.</summary>
    internal static MeasuredPicture? Read(byte[] entry)
    {
        if (Array.IndexOf(entry, (byte)'\n') is not (> 0 and var end))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(entry.AsSpan(0, end), MeasuredPictureJson.Default.MeasuredPicture) is { } known
                ? known with { Thumbnail = entry[(end + 1)..] } : null;
        }
        catch (JsonException)
        {
            // of a shared store, which is not trusted
            return null;
        }
    }

    /// <summary>Measures a picture and keeps what came out.</summary>
    /// <param name="image">The item.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="decoded">Its pixels, as many as the preparation needs.</param>
    internal MeasuredPicture Make(ImageItem image, byte[] file, DecodedImage decoded)
    {
        var picture = decoded.Opaque(Rgb.Parse(request.Get(DatasetOptions.AlphaBackground)));
        var measures = PictureMeasures.Of(
            picture, file, SourceBuckets.SideOf(image, request.Values), decoded.Shrink, request.Get(QualityOptions.CheckText));
        var measured = new MeasuredPicture(decoded.Info, measures)
        {
            Thumbnail = Thumbnail.Of(picture),
        };
        byte[] entry = [.. JsonSerializer.SerializeToUtf8Bytes(measured, MeasuredPictureJson.Default.MeasuredPicture), (byte)'\n', .. measured.Thumbnail];
        context.Store.Near.RecordOnly(Key(image), entry);
        return measured;
    }

    private string Key(ImageItem image) => new EntryKey("measured", EntryVersion).With(Tool.Codec, request.Values).With("image", image.Sha256)
        .With("measures", PictureMeasures.Version).With("thumbnail", Thumbnail.Version).With(QualityOptions.CheckText, request.Values)
        .WithPreparation(request.Values, image).Hash();
}
