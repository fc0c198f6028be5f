using System.Text;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Captions to embeddings, one store entry a caption, when the text encoder is not trained and captions are the same at every step. Its file,
/// <c>obj/.../embeddings.tsv</c>, lists them for people: caption file, tokens.
/// </summary>
internal sealed class CacheTextEmbeddingsStage : EngineStage
{
    internal override Stage Row => Stage.CacheTextEmbeddings;

    internal override void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave)
    {
        var made = context.MadeFor(request);
        var cache = new TextEmbeddingCache(request, context);
        var recipe = CaptionRecipe.Constant(request.Values);
        var list = new StringBuilder();
        var progress = new ProgressReport(context.Events, Row, "captions", request.Images.Count);
        foreach (var image in request.Images)
        {
            saveAndLeave.ThrowIfCancellationRequested();
            var embedding = cache.Get(recipe.Always(Encoding.UTF8.GetString(made.Read(Stage.Tag, StageFiles.Caption(image)))));
            list.Append(FormattableString.Invariant($"{StageFiles.Caption(image)}\t{embedding.Tokens}\n"));
            progress.Done();
        }

        context.Models.Release(ModelPart.OfText);
        outputs.Write(OutputRoot.Obj, "embeddings.tsv", list.ToString());
    }
}
