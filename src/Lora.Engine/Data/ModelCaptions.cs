using System.Collections.Concurrent;
using System.Text;
using Lora.Dataset;
using Lora.Imaging;
using Lora.Project;
using Lora.Tagging;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Where the text of a caption comes from: its file, or a tagger or captioner that looks at the picture, where the project names one. A picture is looked at
/// once for each content of it and of the model; a source file is never written to.
/// </summary>
internal sealed class ModelCaptions(StageRequest request, StageContext context, StageOutputs outputs)
{
    private readonly Dictionary<int, CaptionFile> _made = [];
    private readonly PictureModel? _model = PictureModel.WriterOf(request.Values);

    /// <summary>Has the model write what it is to write; nothing without one.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was called.</exception>
    /// <exception cref="OnnxException">The model cannot be run.</exception>
    internal void Make(CancellationToken stop)
    {
        if (_model is null)
        {
            return;
        }

        using CaptionWriter writer = _model == PictureModel.Tagger ? new TaggerWriter(request, context) : new CaptionerWriter(request, context);
        ImageItem[] asked = [.. request.Images.Where(image => !image.IsAgain && IsAsked(image))];
        var seen = See(writer, asked, stop);
        foreach (var image in asked)
        {
            if (seen.TryGetValue(image.Index, out var entry))
            {
                _made[image.Index] = Write(writer, image, entry);
            }
        }

        foreach (var again in request.Images.Where(image => image.IsAgain))
        {
            var first = asked.FirstOrDefault(image => image.Path == again.Path);
            if (first is not null && _made.TryGetValue(first.Index, out var made))
            {
                _made[again.Index] = made;
            }
        }

        writer.Finish(context.Events);
    }

    /// <summary>True for a picture whose caption the model has written, or added to.</summary>
    internal bool IsMade(ImageItem image) => _made.ContainsKey(image.Index);

    /// <summary>The caption; null, with a finding, when there is none.</summary>
    internal CaptionFile? Read(ImageItem image) =>
        _made.TryGetValue(image.Index, out var made) ? made : _model is not null && image.CaptionSha256.Length == 0 ? null : SourceCaption.Read(image, outputs);

    private bool IsAsked(ImageItem image) => image.Sha256.Length > 0
        && (image.CaptionSha256.Length == 0 || request.Get(TaggerOptions.TagMode) != TagMode.Missing || IsBlank(image));

    private bool IsBlank(ImageItem image) => SourceCaption.Read(image, outputs) is { AllLines.Length: 0 };

    private ConcurrentDictionary<int, byte[]> See(CaptionWriter writer, ImageItem[] asked, CancellationToken stop)
    {
        var seen = new ConcurrentDictionary<int, byte[]>();
        var unseen = new List<ImageItem>();
        foreach (var image in asked)
        {
            if (context.Store.ReadOnly(writer.Key(image).Hash()) is { } known && writer.IsWhole(known))
            {
                seen[image.Index] = known;
            }
            else
            {
                unseen.Add(image);
            }
        }

        var progress = new ProgressReport(context.Events, request.Stage, "pictures", unseen.Count);
        var limits = new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = Math.Min(Environment.ProcessorCount, OnnxCatalog.MostAtOnce) };
        Parallel.ForEach(unseen, limits, image =>
        {
            if (See(writer, image, stop) is { } entry)
            {
                seen[image.Index] = entry;
                context.Store.RecordOnly(writer.Key(image).Hash(), entry);
            }

            progress.Done();
        });
        return seen;
    }

    private byte[]? See(CaptionWriter writer, ImageItem image, CancellationToken stop)
    {
        if (SourceImage.Read(image, outputs) is not { } file)
        {
            return null;
        }

        try
        {
            using var picture = context.Codec.Decode(file);
            return writer.See(picture, stop);
        }
        catch (ImageFormatException e)
        {
            outputs.Report(SourceImage.Finding(image, e));
        }
        catch (OnnxException e) when (e.Fault == OnnxFault.RunFailed)
        {
            outputs.Report(OnnxCatalog.Finding(e, request, image));
        }

        return null;
    }

    private CaptionFile Write(CaptionWriter writer, ImageItem image, byte[] seen)
    {
        var isAdded = request.Get(TaggerOptions.TagMode) == TagMode.Append && image.CaptionSha256.Length > 0;
        var lines = !isAdded || SourceCaption.Read(image, outputs) is not { } there ? ""
            : request.Get(CaptionOptions.EnableWildcard) ? there.AllLines : there.Text;
        var text = lines.Length == 0 ? writer.Words(seen) : string.Join('\n', lines.Split('\n').Select(line => writer.Append(line, seen)));
        if (text.Length == 0)
        {
            outputs.Report(TaggingDiagnostics.NothingSeen.At($"The {_model} sees nothing in '{image.Name}'.", image.Path));
        }

        return CaptionFile.Parse(Encoding.UTF8.GetBytes(text));
    }
}
