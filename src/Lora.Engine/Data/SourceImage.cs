using Lora.Imaging;
using Lora.Project;

namespace Lora.Engine;

/// <summary>A user's picture as bytes, and what can be wrong with it.</summary>
internal static class SourceImage
{
    /// <summary>The file's bytes; null, with a finding, when it cannot be read or is no longer the one that the request names.</summary>
    internal static byte[]? Read(ImageItem image, StageOutputs outputs)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(image.Path);
        }
        catch (Exception e) when (image.Sha256.Length == 0 && e is FileNotFoundException or DirectoryNotFoundException)
        {
            outputs.Report(DatasetDiagnostics.ImageMissing.At($"'{image.Name}' does not exist.", image.Path));
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            outputs.Report(EngineDiagnostics.InputChanged.At($"'{image.Name}' was removed while the build ran.", image.Path));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            outputs.Report(DatasetDiagnostics.UnreadableImage.At($"'{image.Name}' cannot be read: {ErrorText.OneLine(e)}.", image.Path));
            return null;
        }

        // a result made from other bytes must not be stored under this one's key
        if (Digest.Of(file) != image.Sha256)
        {
            outputs.Report(EngineDiagnostics.InputChanged.At($"'{image.Name}' changed while the build ran.", image.Path));
            return null;
        }

        return file;
    }

    internal static Finding Finding(ImageItem image, ImageFormatException e) => (e.Problem switch
    {
        ImageProblem.Unsupported => DatasetDiagnostics.UnsupportedImage,
        ImageProblem.Cmyk => DatasetDiagnostics.ImageCmyk,
        ImageProblem.TooLarge => DatasetDiagnostics.ImageTooLarge,
        ImageProblem.TooSmall => DatasetDiagnostics.ImageTooSmall,
        ImageProblem.SeveralFrames => DatasetDiagnostics.ImageHasFrames,
        _ => DatasetDiagnostics.UnreadableImage,
    }).At($"'{image.Name}': {e.Message}", image.Path);
}
