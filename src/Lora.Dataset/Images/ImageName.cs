using Lora.Vocabulary;

namespace Lora.Dataset;

/// <summary>What the ending of a picture's file name promises. Nothing is decided by it: the content is read, and the user told.</summary>
public static class ImageName
{
    /// <summary>The format that the ending stands for, where that is another one; null where it fits, or stands for none.</summary>
    /// <param name="path">Of the file; letter case does not matter.</param>
    /// <param name="found">The format of its content, <see cref="Imaging.ImageInfo.Format"/>.</param>
    public static string? OtherFormat(string path, string found)
    {
        var promised = ImageFormats.OfExtension(Path.GetExtension(path));
        return promised?.Name == found ? null : promised?.Name;
    }
}
