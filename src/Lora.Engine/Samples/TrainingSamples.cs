using System.Globalization;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// The prompts drawn on a training's way, as the sample grid would draw them with the LoRA of that moment, into <c>MOMENT/ROW.png</c> below <c>training</c>
/// in the report's folder. The LoRA is written and kept in the store first: a training that goes on, or that has ended before a prompt changed, draws with it
/// again. The training's own weights and generators are left alone.
/// </summary>
internal sealed class TrainingSamples(
    StageRequest request, StageContext context, StageOutputs outputs, TrainingPlan plan, Func<SavePoint, IReadOnlyDictionary<string, string>> metadata)
{
    private const int EntryVersion = 1;

    private readonly List<PicturesAt> _pictures = [];
    private PictureMaker? _maker;

    /// <summary>What has been drawn, in the order of the steps.</summary>
    internal IReadOnlyList<PicturesAt> Pictures => _pictures;

    /// <summary>The moments up to a step at which the prompts are drawn, as steps; 0 is before the first.</summary>
    internal IEnumerable<int> Until(int step) => Enumerable.Range(0, step + 1).Where(IsDue);

    /// <summary>Whether the prompts are drawn after a step.</summary>
    internal bool IsDue(int step)
    {
        var (epochs, steps) = (request.Get(SampleOptions.SampleEveryNEpochs), request.Get(SampleOptions.SampleEveryNSteps));
        return request.Prompts.Count > 0 && (step == 0 ? request.Get(SampleOptions.SampleAtFirst)
            : (steps > 0 && step % steps == 0) || (epochs > 0 && EpochEndedBy(step) is { } epoch && epoch % epochs == 0));
    }

    /// <summary>True if the LoRA of every moment up to a step lies in the store.</summary>
    internal bool HasKept(int step) => Until(step).All(moment => HashOf(moment) is not null);

    /// <summary>Draws with the LoRAs that the store has of the moments up to a step.</summary>
    /// <exception cref="OperationCanceledException">Told to stop.</exception>
    internal void DrawKept(int step, CancellationToken stop)
    {
        foreach (var moment in Until(step))
        {
            if (HashOf(moment) is not { } hash || !context.Store.Near.TryRestore(hash, FileOf(moment)))
            {
                throw new FindingException(EngineDiagnostics.InputLost.At(
                    $"The store has lost the LoRA of step {moment.ToString(CultureInfo.InvariantCulture)}.", request.Paths.ProjectFile));
            }

            Draw(moment, stop);
        }
    }

    /// <summary>Keeps the LoRA as it is now, and draws with it.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="network">The weights; taken off the model meanwhile.</param>
    /// <param name="isLaid">They lie over it.</param>
    /// <param name="stop">The LoRA is kept before it is looked at.</param>
    /// <exception cref="OperationCanceledException">Told to stop.</exception>
    internal void Draw(int step, AdapterNetwork network, bool isLaid, CancellationToken stop)
    {
        var file = FileOf(step);
        NewFile.Make(file, beside => LoraWriter.Save(
            beside, network, metadata(new SavePoint(SaveKind.Step, plan.EpochOf(step), step)),
            request.Get(OutputOptions.SavePrecision), request.Get(OutputOptions.SaveFormat)));
        context.Models.CheckFiles(request);
        context.Store.Near.Record(KeyOf(step), new ActionRecord([new("lora", context.Store.Near.PutFile(file), new FileInfo(file).Length)]));
        network.Remove();
        try
        {
            Draw(step, stop);
        }
        finally
        {
            if (isLaid)
            {
                network.Apply();
            }
        }
    }

    private void Draw(int step, CancellationToken stop)
    {
        var column = SampleColumn.Of(NameOf(step), FileOf(step));
        var cache = new PictureCache(request, context);
        var pictures = request.Prompts.Select(prompt => cache.Find(prompt, column)).ToArray();
        int[] missing = [.. pictures.Index().Where(picture => picture.Item is null).Select(picture => picture.Index)];
        if (missing.Length > 0)
        {
            _maker ??= new PictureMaker(request, context);
            using var scope = context.Models.RuntimeFor(request).NewScope();
            foreach (var alike in missing.GroupBy(row => request.Prompts[row].Get(PromptOptions.BlockWeights)))
            {
                using var lora = _maker.Apply(column, alike.Key);
                foreach (var rows in _maker.Batches(alike, row => request.Prompts[row]))
                {
                    var images = _maker.Draw([.. rows.Select(row => request.Prompts[row])], stop);
                    foreach (var (row, image) in rows.Zip(images))
                    {
                        pictures[row] = context.Codec.EncodePng(image, GenerationText.Of(request.Prompts[row], column, request));
                        cache.Add(request.Prompts[row], column, pictures[row]!);
                    }
                }
            }
        }

        File.Delete(FileOf(step));
        string[] files = [.. pictures.Select((_, row) => $"training/{column.Name}/{(row + 1).ToString("D2", CultureInfo.InvariantCulture)}.png")];
        foreach (var (file, picture) in files.Zip(pictures))
        {
            outputs.Write(OutputRoot.Report, file, picture!);
        }

        _pictures.Add(new(column.Name, files));
        context.Events.Note(FormattableString.Invariant($"drew {missing.Length} of {files.Length} pictures of {column.Name}"));
    }

    // that of the moment itself, or of an epoch that is kept anyway
    private string? HashOf(int step)
    {
        var kept = context.Store.Near.Find(KeyOf(step))?.Outputs[0].Hash
            ?? outputs.Files.FirstOrDefault(file => file.Root is OutputRoot.Out && file.Path == Path.GetFileName(FileOf(step)))?.Sha256;
        return kept is not null && context.Store.Near.PathOf(kept) is not null ? kept : null;
    }

    private int? EpochEndedBy(int step) =>
        step == plan.TotalSteps ? plan.Epochs : step > 0 && plan.EndsEpoch(step) ? plan.EpochOf(step) : null;

    private string NameOf(int step) => step == 0 ? "start"
        : EpochEndedBy(step) is { } epoch ? FormattableString.Invariant($"epoch-{epoch:D4}") : FormattableString.Invariant($"step-{step:D6}");

    // named as the files of the training, where it keeps the same: the pictures are then those of the grid
    private string FileOf(int step)
    {
        var name = step == plan.TotalSteps ? request.OutputName
            : EpochEndedBy(step) is { } epoch and > 0 ? FormattableString.Invariant($"{request.OutputName}-{epoch:D6}")
            : FormattableString.Invariant($"{request.OutputName}-step{step:D8}");
        return Path.Combine(request.Paths.ObjDirectory, "training", $"{name}.safetensors");
    }

    private string KeyOf(int step) => new EntryKey("training lora", EntryVersion).With("train", request.TrainingKey).With("step", step).Hash();
}
