using System.Text;
using Lora.Dataset;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// What the target WriteCaptions does: each caption as it is trained into its file, where it is another and no person has changed the file since it was written
/// last. Mark, line ends and lines that are not trained stay. Class tokens, and what a model sees in a picture without a caption, become a file; an entry of a
/// metadata file stays as it is, and so does a file that a model replaces or adds to in each build.
/// </summary>
internal sealed class CaptionRewriter(StageRequest request, ModelCaptions captions, StageOutputs outputs, Action<string> say)
{
    private readonly bool _every = request.Get(CaptionOptions.EnableWildcard);
    private int _written;
    private int _entries;
    private int _models;

    internal void Write(CaptionWork work)
    {
        var record = new WrittenFiles(work.Record);
        try
        {
            // two pictures may share one caption
            foreach (var image in request.Images.DistinctBy(image => image.CaptionText is null ? image.CaptionPath : image.Path))
            {
                if (image.CaptionText is not null)
                {
                    _entries++;
                }
                else if (captions.IsMade(image) && image.CaptionSha256.Length > 0)
                {
                    _models++;
                }
                else if (captions.IsMade(image) || image.CaptionSha256.Length > 0)
                {
                    Write(image, record, work.OverEdits);
                }
            }
        }
        finally
        {
            record.Save();
        }

        say(FormattableString.Invariant($"{CaptionPreview.Count(request.Images.Count, "caption")}, {_written} of them written")
            + (_entries > 0 ? FormattableString.Invariant($"; {_entries} in the metadata file, which is not written") : "")
            + (_models > 0 ? FormattableString.Invariant($"; {_models} replaced or added to by a model in each build, which are not written") : "") + ".");
    }

    private void Write(ImageItem image, WrittenFiles record, bool overEdits)
    {
        var name = Path.GetRelativePath(request.Paths.ProjectDirectory, image.CaptionPath).Replace('\\', '/');
        try
        {
            var (path, before, isNew) = Source(image);
            if (path.Length == 0)
            {
                outputs.Report(DatasetDiagnostics.CaptionEdited.At($"'{name}' was changed while the build ran.", image.CaptionPath));
                return;
            }

            var after = CaptionLines.Change(before, _every, line => SourceCaption.Tagged(line, image, request));
            if (!isNew && before.AsSpan().SequenceEqual(after))
            {
                return;
            }

            if (SourceCaption.Tagged(CaptionFile.Parse(after), image, request) != SourceCaption.Tagged(CaptionFile.Parse(before), image, request))
            {
                outputs.Report(DatasetDiagnostics.RulesNotStable.At(
                    $"The rules make something else of what they have made of '{name}'.", image.CaptionPath, 1, 1));
            }
            else if (!isNew && !overEdits && record[name] is { } hash && hash != Digest.Of(before))
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

    // where to write, what stands there or would, and whether there is no file yet; no path where it is not what was planned
    private (string Path, byte[] Before, bool IsNew) Source(ImageItem image)
    {
        if (!captions.IsMade(image) && image.ClassTokens.Length == 0)
        {
            // the file that a link stands for, not the link
            var path = File.ResolveLinkTarget(image.CaptionPath, returnFinalTarget: true)?.FullName ?? image.CaptionPath;
            var bytes = File.ReadAllBytes(path);
            return (Digest.OfLines(bytes) == image.CaptionSha256 ? path : "", bytes, IsNew: false);
        }

        var text = captions.IsMade(image) ? captions.Read(image)!.AllLines : image.ClassTokens;
        return (File.Exists(image.CaptionPath) ? "" : image.CaptionPath, Encoding.UTF8.GetBytes(text), IsNew: true);
    }
}
