using System.Globalization;
using System.Text;
using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Which pictures could be decoded as a whole, by content, and what their files say: an entry is a line of format, width, height, frames and profile.
/// </summary>
internal sealed class DecodedPictures(StageRequest request, StageContext context)
{
    private const int EntryVersion = 2;

    /// <summary>Null = not known yet.</summary>
    internal ImageInfo? Find(ImageItem image) => context.Store.ReadOnly(Key(image)) is { } line
        && Encoding.UTF8.GetString(line).Split('\t') is [var format, var width, var height, var frames, var profile]
            ? new ImageInfo(format, Number(width), Number(height), Frames: Number(frames), ForeignProfile: profile.Length == 0 ? null : profile) : null;

    internal void Add(ImageItem image, ImageInfo info) => context.Store.RecordOnly(Key(image), Encoding.UTF8.GetBytes(
        FormattableString.Invariant($"{info.Format}\t{info.Width}\t{info.Height}\t{info.Frames}\t{info.ForeignProfile?.Replace('\t', ' ')}")));

    private string Key(ImageItem image) => new EntryKey("decodes", EntryVersion).With(Tool.Codec, request.Values).With("image", image.Sha256).Hash();

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
