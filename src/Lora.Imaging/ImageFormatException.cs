namespace Lora.Imaging;

/// <summary>A file that cannot be read as a picture. The message is one sentence for the user, without the file's name.</summary>
public sealed class ImageFormatException : Exception
{
    public ImageFormatException(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>The file is a picture, but of a kind that no decoder here reads (against: it is damaged).</summary>
    public bool IsUnsupported { get; init; }

    internal static ImageFormatException Unsupported(string message) => new(message) { IsUnsupported = true };
}
