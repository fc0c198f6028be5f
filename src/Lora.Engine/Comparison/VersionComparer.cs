using System.Globalization;
using Lora.Project;
using Lora.Tensors;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// The target Compare: no stage of a build, but what its two versions are made of, held against each other, and the prompts drawn with both. The page is made
/// anew each time; what has been drawn comes from the store.
/// </summary>
internal sealed class VersionComparer(StageRequest request, StageContext context, StageOutputs outputs)
{
    private const string BaseVersion = "ss_base_model_version";

    private readonly List<string> _notes = [];

    internal void Compare(ComparisonWork work, CancellationToken stop)
    {
        var after = ComparedSide.OfProject(null, work.This, context, outputs);
        var before = work.That.Length > 0 ? ComparedSide.OfProject(work.ThatName, work.That, context, outputs)
            : ComparedSide.OfLora(work.ThatName, work.ThatLora);
        var fits = IsOfOneKind(before, after);
        var dataset = before.Request is null ? null : DatasetChanges.Between(before, after);
        if (dataset is null)
        {
            _notes.Add($"{before.Name} is a LoRA without its project: of its dataset is known how many captions have each tag, of its parameters what its file "
                + "says.");
        }

        var files = new PageFiles(request.Paths, outputs);
        var compared = new VersionComparison(before, after)
        {
            Dataset = dataset,
            Parameters = before.Request is { } old ? ParameterChanges.Between(old, after.Request!) : LoraText.Between(before.Metadata, after.Metadata),
            Tags = LoraText.HasTags(before.Metadata) && LoraText.HasTags(after.Metadata) ? LoraText.TagsBetween(before.Metadata, after.Metadata) : null,
            Weights = Weights(before, after, fits),
            Thumbnails = dataset is null ? new Dictionary<ImageItem, string>() : files.Thumbnails(dataset, before, after),
        };
        stop.ThrowIfCancellationRequested();
        if (fits)
        {
            compared = Drawn(compared, files, stop);
        }

        if (compared.Tags is null)
        {
            _notes.Add("How many captions have each tag is not known: a LoRA's file does not say it (NoMetadata).");
        }

        compared = compared with { Notes = _notes };
        if (!outputs.HasErrors)
        {
            files.WritePage(ComparisonPage.Html(compared));
            foreach (var line in ComparisonText.Lines(compared, files.PageName))
            {
                context.Events.Say(line);
            }
        }
    }

    private bool IsOfOneKind(ComparedSide before, ComparedSide after)
    {
        if (before.Metadata.TryGetValue(BaseVersion, out var old) && after.Metadata.TryGetValue(BaseVersion, out var now) && old != now)
        {
            _notes.Add($"Pictures are left out: {before.Name} is for base models of another kind ({old}, and here {now}).");
            return false;
        }

        return true;
    }

    // plain LoRA by its factors; anything else, or other names of the layers, needs the model
    private LoraComparison Weights(ComparedSide before, ComparedSide after, bool fits)
    {
        try
        {
            var compared = LoraComparison.Of(before.Lora.Path!, after.Lora.Path!);
            var isStrange = compared.Unknown > 0 || compared.Layers.All(layer => layer.Before.Length == 0 || layer.After.Length == 0);
            if (isStrange && fits && WithModel(before, after) is { } better)
            {
                compared = better;
            }

            if (compared.Unknown > 0)
            {
                _notes.Add(FormattableString.Invariant($"{compared.Unknown} of {compared.Layers.Count} layers are of kinds or sizes whose changes cannot ")
                    + "be compared here: they are left out of the sums.");
            }

            return compared;
        }
        catch (Exception error) when (error is TrainingException or SafetensorsException)
        {
            throw new FindingException(
                ComparisonDiagnostics.LoraNotReadable.At($"'{before.LoraName}' and '{after.LoraName}': {ErrorText.OneLine(error)}.", before.Lora.Path));
        }
    }

    private LoraComparison? WithModel(ComparedSide before, ComparedSide after)
    {
        try
        {
            var model = context.Models.Of(request);
            model = context.Models.Load(request, [.. model.AdapterGroups.Select(group => group.Part).Distinct()]);
            return LoraComparison.Of(before.Lora.Path!, after.Lora.Path!, model);
        }
        catch (TrainingException)
        {
            // one of them is for another model: what its factors tell is all there is
            return null;
        }
    }

    private VersionComparison Drawn(VersionComparison compared, PageFiles files, CancellationToken stop)
    {
        if (request.Prompts.Count == 0)
        {
            _notes.Add("Pictures are left out: the project has no <Prompt>.");
            return compared;
        }

        SampleColumn[] columns = [SampleColumn.Base, compared.Before.Lora, compared.After.Lora];
        byte[,][] pictures;
        try
        {
            pictures = ColumnPictures.Of(columns, request, context, stop);
        }
        catch (FindingException error) when (error.Finding.Code == TrainingDiagnostics.LoraUnusable.Code)
        {
            _notes.Add($"Pictures are left out: {error.Message}");
            return compared;
        }

        return compared with
        {
            Columns = [SampleColumn.Base.Label(request), compared.Before.Name, compared.After.Name],
            Pictures = [.. request.Prompts.Select((prompt, row) => new PictureRow(prompt.Get(PromptOptions.Text), Settings(prompt), files.Row(pictures, row)))],
        };
    }

    private static string Settings(PromptItem prompt) => string.Create(CultureInfo.InvariantCulture,
        $"{prompt.Name}; seed {prompt.Get(PromptOptions.Seed)}, {prompt.Get(PromptOptions.Steps)} steps, scale {prompt.Get(PromptOptions.Scale)}");
}
