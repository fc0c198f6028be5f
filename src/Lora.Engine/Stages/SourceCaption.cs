using Lora.Dataset;
using Lora.Project;

namespace Lora.Engine;

/// <summary>A user's caption file, and what can be wrong with it.</summary>
internal static class SourceCaption
{
    /// <summary>The caption; null, with a finding, when there is none that can be read.</summary>
    internal static CaptionFile? Read(ImageItem image, StageOutputs outputs)
    {
        try
        {
            return CaptionFile.Parse(File.ReadAllBytes(image.CaptionPath));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            outputs.Report(DatasetDiagnostics.CaptionMissing.At(
                $"'{image.Name}' has no caption: '{Path.GetFileName(image.CaptionPath)}' does not exist.", image.Path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            outputs.Report(DatasetDiagnostics.CaptionMissing.At($"The caption of '{image.Name}' cannot be read: {StageRunner.OneLine(e)}.", image.CaptionPath));
        }
        catch (CaptionEncodingException e)
        {
            outputs.Report(DatasetDiagnostics.CaptionNotUtf8.At(
                $"The caption of '{image.Name}' cannot be read: {e.Message}", image.CaptionPath, e.Line, e.Column));
        }

        return null;
    }
}
