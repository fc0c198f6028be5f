using System.Globalization;
using Lora.Imaging;
using Lora.Imaging.Drawing;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// LoRAs and prompts to pictures: <c>COLUMN/ROW.png</c> in the samples' folder, the labelled grid of all <c>grid.png</c>, and the first prompt with the final
/// LoRA as the LoRA's own preview, <c>bin/NAME.png</c>. A row has one seed in every column.
/// </summary>
internal sealed class SampleStage : EngineStage
{
    internal override Stage Row => Stage.Sample;

    internal override void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave)
    {
        var columns = SampleColumn.Of(context.MadeFor(request), request);
        var pictures = ColumnPictures.Of(columns, request, context, saveAndLeave);
        Publish(request, context, columns, pictures, outputs);
    }

    private static void Publish(StageRequest request, StageContext context, IReadOnlyList<SampleColumn> columns, byte[,][] pictures, StageOutputs outputs)
    {
        var prompts = request.Prompts;
        RemoveOldColumns(Path.Combine(request.Paths.OutDirectory, request.Paths.SamplesDirectory), columns);
        for (var c = 0; c < columns.Count; c++)
        {
            for (var r = 0; r < prompts.Count; r++)
            {
                outputs.Write(OutputRoot.Samples, $"{columns[c].Name}/{(r + 1).ToString("D2", CultureInfo.InvariantCulture)}.png", pictures[c, r]);
            }
        }

        var cells = prompts.Select((_, r) => columns.Select((_, c) => (Rgb24Image?)context.Codec.Decode(pictures[c, r]).Opaque()).ToList()).ToList();
        var grid = GridPicture.Compose(
            [.. columns.Select(column => column.Label(request))], [.. prompts.Select(prompt => prompt.Get(PromptOptions.Text))], cells);
        outputs.Write(OutputRoot.Samples, "grid.png", context.Codec.EncodePng(grid));
        outputs.Write(OutputRoot.Out, $"{request.OutputName}.png", pictures[columns.Count - 1, 0]);
    }

    // a column of epochs that are no longer kept would stay behind as if it belonged to this grid
    private static void RemoveOldColumns(string samples, IReadOnlyList<SampleColumn> columns)
    {
        if (!Directory.Exists(samples))
        {
            return;
        }

        foreach (var folder in Directory.GetDirectories(samples))
        {
            var name = Path.GetFileName(folder);
            if (SampleColumn.IsName(name) && columns.All(column => column.Name != name))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
