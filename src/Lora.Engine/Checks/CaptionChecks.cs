using System.Collections.Concurrent;
using Lora.Dataset;
using Lora.Diffusion;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What Validate looks for in the captions: each by itself (safe for threads), then against the model's room for them.</summary>
internal sealed class CaptionChecks(StageRequest request, StageOutputs outputs)
{
    private readonly ConcurrentDictionary<int, CaptionFile> _captions = [];

    // by a tagger or captioner, where it is missing, or always
    private readonly bool _isWritten = ModelCaptions.AreMade(request);
    private readonly bool _isReplaced = ModelCaptions.AreMade(request) && request.Get(TaggerOptions.TagMode) == "replace";

    internal void Check(ImageItem image)
    {
        if (image.CaptionSha256.Length == 0 || _isReplaced || SourceCaption.Read(image, outputs) is not { } caption)
        {
            return;
        }

        _captions[image.Index] = caption;
        var wildcards = request.Get(CaptionOptions.EnableWildcard);
        if ((wildcards ? caption.AllLines : caption.Text).Length == 0 && !_isWritten)
        {
            outputs.Report(DatasetDiagnostics.CaptionEmpty.At($"The caption of '{image.Name}' is empty.", image.CaptionPath, 1, 1));
        }

        if (caption.HasMoreLines && !wildcards && !request.AnyWrong(CaptionOptions.EnableWildcard))
        {
            outputs.Report(DatasetDiagnostics.CaptionHasMoreLines.At($"The caption of '{image.Name}' goes on after its first line.", image.CaptionPath, 2, 1));
        }
    }

    internal void CheckLengths(IDiffusionModel model)
    {
        if (request.AnyWrong(DatasetOptions.MaxTokenLength, ProjectOptions.Trigger))
        {
            return;
        }

        var rows = request.Get(DatasetOptions.MaxTokenLength) / model.Text.RowTokens;
        var recipe = CaptionRecipe.Constant(request.Values) with { EnableWildcard = request.Get(CaptionOptions.EnableWildcard) };
        foreach (var image in request.Images.Where(image => _captions.ContainsKey(image.Index)))
        {
            var texts = recipe.Longest(SourceCaption.Tagged(_captions[image.Index], image, request));
            if (texts.Select(text => model.Text.FitCaption(text, rows)).FirstOrDefault(fit => !fit.Fits) is { } fit)
            {
                outputs.Report(DatasetDiagnostics.CaptionTooLong.At($"The caption of '{image.Name}' has {fit.InWords()}.", image.CaptionPath, 1, 1));
            }
        }
    }
}
