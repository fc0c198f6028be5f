using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Every prompt of a request drawn with every column, each picture once: what the cache holds is not drawn again.</summary>
internal static class ColumnPictures
{
    /// <summary>PNG files, by column and row.</summary>
    /// <exception cref="FindingException">A LoRA does not fit the model, or is not the one that its column names.</exception>
    /// <exception cref="OperationCanceledException">Told to stop; what has been drawn is in the cache.</exception>
    internal static byte[,][] Of(IReadOnlyList<SampleColumn> columns, StageRequest request, StageContext context, CancellationToken stop)
    {
        var prompts = request.Prompts;
        var cache = new PictureCache(request, context);
        var pictures = new byte[columns.Count, prompts.Count][];
        var missing = new List<(int Column, PromptItem Prompt, int Row)>();
        for (var c = 0; c < columns.Count; c++)
        {
            for (var r = 0; r < prompts.Count; r++)
            {
                if (cache.Find(prompts[r], columns[c]) is { } known)
                {
                    pictures[c, r] = known;
                }
                else
                {
                    missing.Add((c, prompts[r], r));
                }
            }
        }

        if (missing.Count > 0)
        {
            Draw(request, context, columns, missing, (column, row, prompt, image) =>
            {
                pictures[column, row] = context.Codec.EncodePng(image, GenerationText.Of(prompt, columns[column], request));
                cache.Add(prompt, columns[column], pictures[column, row]);
            }, stop);
        }

        return pictures;
    }

    private static void Draw(
        StageRequest request, StageContext context, IReadOnlyList<SampleColumn> columns, List<(int Column, PromptItem Prompt, int Row)> missing,
        Action<int, int, PromptItem, Rgb24Image> drawn, CancellationToken stop)
    {
        var maker = new PictureMaker(request, context);
        var progress = new ProgressReport(context.Events, Stage.Sample, "pictures", missing.Count);
        BlockWeights? WeightsOf(int column, PromptItem prompt) => columns[column].Path is null ? null : prompt.Get(PromptOptions.BlockWeights);
        foreach (var column in missing.GroupBy(cell => (Index: cell.Column, Weights: WeightsOf(cell.Column, cell.Prompt))))
        {
            using var lora = maker.Apply(columns[column.Key.Index], column.Key.Weights);
            foreach (var batch in maker.Batches(column, cell => cell.Prompt))
            {
                var images = maker.Draw([.. batch.Select(cell => cell.Prompt)], stop);
                for (var i = 0; i < batch.Length; i++)
                {
                    drawn(column.Key.Index, batch[i].Row, batch[i].Prompt, images[i]);
                }

                progress.Done(batch.Length);
            }
        }
    }
}
