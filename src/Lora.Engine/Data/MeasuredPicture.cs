using System.Text.Json.Serialization;
using Lora.Dataset;
using Lora.Imaging;

namespace Lora.Engine;

/// <summary>A picture that could be decoded as a whole: what its file says, what it measures, and what it looks like in small.</summary>
/// <param name="Info">Of the file.</param>
/// <param name="Measures">For the checks of quality.</param>
internal sealed record MeasuredPicture(ImageInfo Info, PictureMeasures Measures)
{
    /// <summary>A JPEG file (<see cref="Imaging.Thumbnail"/>).</summary>
    [JsonIgnore]
    internal byte[] Thumbnail { get; init; } = [];
}

[JsonSerializable(typeof(MeasuredPicture))]
internal sealed partial class MeasuredPictureJson : JsonSerializerContext;
