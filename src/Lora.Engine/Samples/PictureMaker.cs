using Lora.Diffusion;
using Lora.Diffusion.Samplers;
using Lora.Imaging;
using Lora.Project;
using Lora.Tensors;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Draws prompts with the base model, or with a LoRA over it. Prompts of equal settings go through the U-Net together; a picture does not depend on its
/// neighbours.
/// </summary>
internal sealed class PictureMaker(StageRequest request, StageContext context)
{
    // pixels of all pictures drawn at once: eight of 256 x 256; larger ones go alone, which bounds the memory
    private const int PixelsAtOnce = 8 * 256 * 256;

    private readonly PromptConditioner _conditioner = new(request, context.Models);
    private readonly IDiffusionModel _model = context.Models.Load(request, [.. context.Models.Of(request).Family.Parts]);

    /// <summary>Cells whose prompts <see cref="Draw"/> takes together; one alone where the sampler chooses its steps.</summary>
    internal IEnumerable<T[]> Batches<T>(IEnumerable<T> cells, Func<T, PromptItem> promptOf) =>
        cells.GroupBy(cell => SettingsOf(promptOf(cell)))
            .SelectMany(group => group.Chunk(group.Key.Sampler.ChoosesSteps ? 1 : Math.Max(1, PixelsAtOnce / (group.Key.Width * group.Key.Height))));

    private (int Width, int Height, int Steps, double Scale, double? Rescale, SamplerVariant Sampler, int Chunks) SettingsOf(PromptItem prompt) =>
        (prompt.Get(PromptOptions.Width), prompt.Get(PromptOptions.Height), prompt.Get(PromptOptions.Steps), prompt.Get(PromptOptions.Scale),
            prompt.Get(PromptOptions.GuidanceRescale), prompt.Get(PromptOptions.Sampler), _conditioner.ChunksOf(prompt));

    /// <summary>Lays a column's LoRA over the model until the result is disposed; nothing for the base model.</summary>
    /// <param name="column">Whose LoRA.</param>
    /// <param name="weights">Its strength block by block; null: 1.</param>
    /// <exception cref="FindingException">The LoRA does not fit the model, or is not the one that the column names.</exception>
    internal IDisposable? Apply(SampleColumn column, BlockWeights? weights)
    {
        if (column.Path is not { } path)
        {
            return null;
        }

        try
        {
            var lora = new LoraFile(path);
            if (Digest.OfFile(path) != column.Hash)
            {
                throw new FindingException(EngineDiagnostics.InputChanged.At($"'{Path.GetFileName(path)}' changed while the build ran.", path));
            }

            return lora.Apply(_model, merge: true, weights: weights);
        }
        catch (Exception e) when (e is TrainingException or SafetensorsException)
        {
            throw new FindingException(TrainingDiagnostics.LoraUnusable.At(
                $"'{Path.GetFileName(path)}' cannot be laid over the base model: {ErrorText.OneLine(e)}.", path));
        }
    }

    /// <summary>One picture a prompt, in their order; all of one size, steps, scale and sampler.</summary>
    /// <exception cref="OperationCanceledException">Told to stop.</exception>
    internal Rgb24Image[] Draw(PromptItem[] prompts, CancellationToken stop)
    {
        var first = prompts[0];
        var (width, height) = (first.Get(PromptOptions.Width), first.Get(PromptOptions.Height));
        var pipeline = new TextToImage(_model);
        using var scope = _model.Runtime.NewScope();
        using var frozen = _model.Runtime.NoGrad();
        var (positive, negative) = _conditioner.Prompts(prompts);
        var sampler = SamplerCatalog.Create(first.Get(PromptOptions.Sampler), _model.Schedule, first.Get(PromptOptions.Steps));
        var settings = new SamplingSettings
        {
            Width = width,
            Height = height,
            GuidanceScale = first.Get(PromptOptions.Scale),
            GuidanceRescale = first.Get(PromptOptions.GuidanceRescale) ?? (_model.Schedule.Config.RescaleBetasZeroSnr ? SamplingSettings.UsualRescale : 0),
        };
        ulong[] seeds = [.. prompts.Select(prompt => (ulong)prompt.Get(PromptOptions.Seed))];
        var images = pipeline.Decode(pipeline.Sample(sampler, positive, negative, seeds, settings, cancellation: stop));
        return [.. prompts.Select((_, row) => new Rgb24Image(width, height, PixelTensors.ToRgb(images, row)))];
    }
}
