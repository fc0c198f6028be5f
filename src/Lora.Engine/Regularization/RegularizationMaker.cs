using System.Text;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// The target MakeRegularization: no stage of a build, but pictures drawn by the base model and written to the sources when a user asks for it. What has been
/// drawn before comes from the store. A file that a person put there or has changed is left alone; one that was made here and is wanted no more is deleted.
/// </summary>
internal sealed class RegularizationMaker(StageRequest request, StageContext context, StageOutputs outputs)
{
    private int _written;
    private int _deleted;

    internal void Make(RegularizationWork work, CancellationToken stop)
    {
        var pictures = new RegularizationPlan(request, context, outputs, work).Pictures(stop);
        if (outputs.HasErrors)
        {
            return;
        }

        var record = new WrittenFiles(work.Record);
        var files = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            Draw(pictures, stop, (picture, png) =>
            {
                Write(Path.Combine(work.Folder, picture.Name + ".png"), png, record, files);
                Write(Path.Combine(work.Folder, picture.Name + work.CaptionExtension), Encoding.UTF8.GetBytes(picture.Caption), record, files);
            });
            Forget(record, files);
        }
        finally
        {
            record.Save();
        }

        context.Events.Say(FormattableString.Invariant(
            $"{CaptionPreview.Count(pictures.Count, "regularization image")} in '{NameOf(work.Folder)}', {_written} files written")
            + (_deleted > 0 ? FormattableString.Invariant($", {_deleted} deleted") : "") + ".");
        if (!request.Images.Any(image => image.IsRegularization))
        {
            context.Events.Say($"The project names none yet: <RegularizationImage Include=\"{NameOf(work.Folder)}/*.png\" />");
        }
    }

    private void Draw(IReadOnlyList<RegularizationPicture> pictures, CancellationToken stop, Action<RegularizationPicture, byte[]> drawn)
    {
        var cache = new PictureCache(request, context);
        var missing = new List<RegularizationPicture>();
        foreach (var picture in pictures)
        {
            if (cache.Find(picture.Prompt, SampleColumn.Base) is { } known)
            {
                drawn(picture, known);
            }
            else
            {
                missing.Add(picture);
            }
        }

        if (missing.Count == 0)
        {
            return;
        }

        var maker = new PictureMaker(request, context);
        var progress = new ProgressReport(context.Events, Stage.Sample, "pictures", missing.Count);
        foreach (var batch in maker.Batches(missing, picture => picture.Prompt))
        {
            var images = maker.Draw([.. batch.Select(picture => picture.Prompt)], stop);
            for (var i = 0; i < batch.Length; i++)
            {
                var png = context.Codec.EncodePng(images[i], GenerationText.Of(batch[i].Prompt, SampleColumn.Base, request));
                cache.Add(batch[i].Prompt, SampleColumn.Base, png);
                drawn(batch[i], png);
            }

            progress.Done(batch.Length);
        }
    }

    private void Write(string path, byte[] content, WrittenFiles record, HashSet<string> files)
    {
        var name = NameOf(path);
        files.Add(name);
        var hash = Digest.Of(content);
        try
        {
            if (File.Exists(path))
            {
                var there = Digest.OfFile(path);
                if (there != hash && there != record[name])
                {
                    outputs.Report(DatasetDiagnostics.RegularizationEdited.At($"'{name}' is not what was written last.", path));
                    return;
                }

                record[name] = hash;
                if (there == hash)
                {
                    return;
                }
            }

            NewFile.Write(path, content);
            record[name] = hash;
            _written++;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            outputs.Report(DatasetDiagnostics.RegularizationNotWritten.At($"'{name}': {ErrorText.OneLine(e)}.", path));
        }
    }

    // what was made for an image, a caption or a seed that is gone
    private void Forget(WrittenFiles record, HashSet<string> files)
    {
        foreach (var name in record.Names.Where(name => !files.Contains(name)))
        {
            var path = Path.GetFullPath(name, request.Paths.ProjectDirectory);
            if (File.Exists(path) && Digest.OfFile(path) == record[name])
            {
                File.Delete(path);
                _deleted++;
            }

            record.Forget(name);
        }
    }

    private string NameOf(string path) => Path.GetRelativePath(request.Paths.ProjectDirectory, path).Replace('\\', '/');
}
