using Lora.Project;

namespace Lora.Engine;

/// <summary>What became of a picture.</summary>
internal enum ImageFate
{
    /// <summary>The same bytes under the same name; its caption or settings differ.</summary>
    Kept,

    Added,

    Removed,

    /// <summary>Other bytes under the same name.</summary>
    Edited,

    /// <summary>The same bytes under another name.</summary>
    Renamed,
}

/// <summary>A picture of the dataset that differs between two versions, in itself, its caption or its settings.</summary>
/// <param name="Fate">What became of the picture.</param>
/// <param name="Before">Null where it was added.</param>
/// <param name="After">Null where it was removed.</param>
/// <param name="Caption">Null where that is the same.</param>
/// <param name="Settings">What the project says of this picture.</param>
internal sealed record ImageChange(ImageFate Fate, ImageItem? Before, ImageItem? After, CaptionChange? Caption, IReadOnlyList<ValueChange> Settings)
{
    /// <summary>Its name now, else that which it had.</summary>
    internal string Name => (After ?? Before)!.Name;
}
