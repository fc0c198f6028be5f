namespace Lora.Imaging;

/// <summary>A file that cannot be taken as a picture. The message is one sentence for the user, without the file's name and without advice.</summary>
public sealed class ImageFormatException(ImageProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    public ImageProblem Problem => problem;

    internal static ImageFormatException Damaged(string message, Exception? inner = null) => new(ImageProblem.Damaged, message, inner);

    internal static ImageFormatException Unsupported(string message) => new(ImageProblem.Unsupported, message);
}
