using System.Text;
using Lora.Dataset;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// What the target WriteCaptions does: each caption as it is trained into its file, where it is another and no person has changed the file since it was written
/// last. Mark, line ends and lines that are not trained stay. An entry of a metadata file stays as it is; class tokens become a file.
/// </summary>
internal sealed class CaptionWriter(StageRequest request, StageOutputs outputs, Action<string> say)
{
    private readonly bool _every = request.Get(CaptionOptions.EnableWildcard);
    private int _written;

    internal void Write(CaptionWork work)
    {
        var record = new WrittenCaptions(work.Record);
        try
        {
            // two pictures may share one caption
            var files = request.Images.Where(image => image.CaptionSha256.Length > 0 && image.CaptionText is null);
            foreach (var image in files.DistinctBy(image => image.CaptionPath))
            {
                Write(image, record, work.OverEdits);
            }
        }
        finally
        {
            record.Save();
        }

        var entries = request.Images.Count(image => image.CaptionText is not null);
        var kept = entries > 0 ? FormattableString.Invariant($"; {entries} in the metadata file, which is not written") : "";
        say(FormattableString.Invariant($"{CaptionPreview.Count(request.Images.Count, "caption")}, {_written} of them written{kept}."));
    }

    private void Write(ImageItem image, WrittenCaptions record, bool overEdits)
    {
        var name = Path.GetRelativePath(request.Paths.ProjectDirectory, image.CaptionPath).Replace('\\', '/');
        try
        {
            // the file that a link stands for, not the link
            var isNew = image.ClassTokens.Length > 0 && !File.Exists(image.CaptionPath);
            var path = (isNew ? null : File.ResolveLinkTarget(image.CaptionPath, returnFinalTarget: true)?.FullName) ?? image.CaptionPath;
            var before = isNew ? Encoding.UTF8.GetBytes(image.ClassTokens) : File.ReadAllBytes(path);
            if (Digest.Of(before) != image.CaptionSha256)
            {
                outputs.Report(DatasetDiagnostics.CaptionEdited.At($"'{name}' was changed while the build ran.", image.CaptionPath));
                return;
            }

            var caption = CaptionFile.Parse(before);
            var after = CaptionLines.Change(before, _every, line => SourceCaption.Tagged(line, request));
            if (!isNew && before.AsSpan().SequenceEqual(after))
            {
                return;
            }

            if (SourceCaption.Tagged(CaptionFile.Parse(after), request) != SourceCaption.Tagged(caption, request))
            {
                outputs.Report(DatasetDiagnostics.RulesNotStable.At(
                    $"The rules make something else of what they have made of '{name}'.", image.CaptionPath, 1, 1));
            }
            else if (!overEdits && record[name] is { } hash && hash != image.CaptionSha256)
            {
                outputs.Report(DatasetDiagnostics.CaptionEdited.At($"'{name}' was changed since it was written last.", image.CaptionPath));
            }
            else
            {
                NewFile.Write(path, after);
                record[name] = Digest.Of(after);
                _written++;
                say($"{name}: written");
            }
        }
        catch (CaptionEncodingException e)
        {
            outputs.Report(DatasetDiagnostics.CaptionNotUtf8.At($"'{name}' cannot be read: {e.Message}", image.CaptionAt(e.Line, e.Column)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            outputs.Report(DatasetDiagnostics.CaptionNotWritten.At($"'{name}': {ErrorText.OneLine(e)}.", image.CaptionPath));
        }
    }
}
