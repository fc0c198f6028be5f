using System.Text;
using Lora.Dataset;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>A user's caption file, what can be wrong with it, and what stage Tag makes of it.</summary>
internal static class SourceCaption
{
    /// <summary>The tag rules applied, then the trigger first: the first line, or with wildcards each line that is not blank.</summary>
    /// <exception cref="FindingException">A file that a rule names is wrong.</exception>
    internal static string Tagged(CaptionFile caption, ImageItem image, StageRequest request) =>
        string.Join('\n', Lines(caption, request).Select(line => Tagged(line, image, request)));

    /// <summary>The same for one line.</summary>
    /// <param name="line">Without line breaks.</param>
    /// <param name="image">Whose trigger it is.</param>
    /// <param name="request">Of a stage that applies tag rules.</param>
    /// <param name="step">Told each rule that changes something.</param>
    internal static string Tagged(string line, ImageItem image, StageRequest request, Action<TagStep>? step = null) =>
        TriggerFirst.Apply(SourceRules.Of(request).Apply(line, step), TriggerOf(image, request), request.Get(CaptionOptions.CaptionSeparator),
            request.Get(CaptionOptions.KeepTokensSeparator));

    /// <summary>The word put first into the caption of a picture; empty where there is none.</summary>
    internal static string TriggerOf(ImageItem image, StageRequest request) => image.Trigger ?? request.Get(ProjectOptions.Trigger);

    /// <summary>The lines that may be trained.</summary>
    internal static string[] Lines(CaptionFile caption, StageRequest request) =>
        (request.Get(CaptionOptions.EnableWildcard) ? caption.AllLines : caption.Text).Split('\n');

    /// <summary>The caption; null, with a finding, when there is none that can be read, or it is no longer the one that the request names.</summary>
    internal static CaptionFile? Read(ImageItem image, StageOutputs outputs)
    {
        if (image.ClassTokens.Length > 0 && !File.Exists(image.CaptionPath))
        {
            return CaptionFile.Parse(Encoding.UTF8.GetBytes(image.ClassTokens));
        }

        try
        {
            if (image.CaptionText is { } entry)
            {
                return CaptionFile.Parse(Encoding.UTF8.GetBytes(entry));
            }

            var bytes = File.ReadAllBytes(image.CaptionPath);
            if (Digest.OfLines(bytes) == image.CaptionSha256)
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
                $"The caption of '{image.Name}' cannot be read: {e.Message}", image.CaptionAt(e.Line, e.Column)));
        }

        return null;
    }
}
