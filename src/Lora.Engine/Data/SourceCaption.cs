using System.Text;
using Lora.Dataset;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>A user's caption file, what can be wrong with it, and what stage Tag makes of it.</summary>
internal static class SourceCaption
{
    /// <summary>The trigger first: the first line, or with wildcards each line that is not blank.</summary>
    internal static string Tagged(CaptionFile caption, ImageItem image, StageRequest request)
    {
        var trigger = image.Trigger ?? request.Get(ProjectOptions.Trigger);
        var (separator, mark) = (request.Get(CaptionOptions.CaptionSeparator), request.Get(CaptionOptions.KeepTokensSeparator));
        var lines = request.Get(CaptionOptions.EnableWildcard) ? caption.AllLines : caption.Text;
        return string.Join('\n', lines.Split('\n').Select(line => TriggerFirst.Apply(line, trigger, separator, mark)));
    }

    /// <summary>The caption; null, with a finding, when there is none that can be read, or it is no longer the one that the request names.</summary>
    internal static CaptionFile? Read(ImageItem image, StageOutputs outputs)
    {
        if (image.ClassTokens.Length > 0 && !File.Exists(image.CaptionPath))
        {
            return CaptionFile.Parse(Encoding.UTF8.GetBytes(image.ClassTokens));
        }

        try
        {
            var bytes = File.ReadAllBytes(image.CaptionPath);
            if (Digest.Of(bytes) == image.CaptionSha256)
            {
                return CaptionFile.Parse(bytes);
            }

            outputs.Report(EngineDiagnostics.InputChanged.At($"The caption of '{image.Name}' changed while the build ran.", image.CaptionPath));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            outputs.Report(image.CaptionSha256.Length == 0
                ? DatasetDiagnostics.CaptionMissing.At($"'{image.Name}' has no caption: '{Path.GetFileName(image.CaptionPath)}' does not exist.", image.Path)
                : EngineDiagnostics.InputChanged.At($"The caption of '{image.Name}' was removed while the build ran.", image.CaptionPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            outputs.Report(DatasetDiagnostics.CaptionMissing.At($"The caption of '{image.Name}' cannot be read: {ErrorText.OneLine(e)}.", image.CaptionPath));
        }
        catch (CaptionEncodingException e)
        {
            outputs.Report(DatasetDiagnostics.CaptionNotUtf8.At(
                $"The caption of '{image.Name}' cannot be read: {e.Message}", image.CaptionPath, e.Line, e.Column));
        }

        return null;
    }
}
