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
    // kohya's 75, 150 and 225 tokens
    private static readonly int[] Rows = [1, 2, 3];

    private readonly ConcurrentDictionary<int, CaptionFile> _captions = [];
    private TaggedCaption[] _tagged = [];

    // by a tagger or captioner, where it is missing, or always
    private readonly bool _isWritten = PictureModel.WriterOf(request.Values) is not null;
    private readonly bool _isReplaced = PictureModel.WriterOf(request.Values) is not null && request.Get(TaggerOptions.TagMode) == TagMode.Replace;

    /// <summary>By an image's index, those that could be read; none before they are looked at together, or where a rule is wrong.</summary>
    internal IReadOnlyDictionary<int, TaggedCaption> Tagged => _tagged.ToDictionary(caption => caption.Image.Index);

    internal void Check(ImageItem image)
    {
        if (image.CaptionSha256.Length == 0 || _isReplaced || LeadsElsewhere(image) || SourceCaption.Read(image, outputs) is not { } caption)
        {
            return;
        }

        _captions[image.Index] = caption;
        var wildcards = request.Get(CaptionOptions.EnableWildcard);
        if ((wildcards ? caption.AllLines : caption.Text).Length == 0 && !_isWritten)
        {
            outputs.Report(DatasetDiagnostics.CaptionEmpty.At($"The caption of '{image.Name}' is empty.", image.CaptionAt(1, 1)));
        }

        if (caption.HasMoreLines && !wildcards && !request.AnyWrong(CaptionOptions.EnableWildcard))
        {
            outputs.Report(DatasetDiagnostics.CaptionHasMoreLines.At($"The caption of '{image.Name}' goes on after its first line.", image.CaptionAt(2, 1)));
        }
    }

    // of a link alone: whole folders lie elsewhere because their user wants it, and pictures that lie there have their captions there too
    private bool LeadsElsewhere(ImageItem image)
    {
        if (image.CaptionText is not null || new FileInfo(image.CaptionPath).LinkTarget is null || InnerPath.Real(image.CaptionPath) is not { } caption)
        {
            return false;
        }

        string?[] folders = [InnerPath.Real(request.Paths.ProjectDirectory), Path.GetDirectoryName(InnerPath.Real(image.Path)),
            InnerPath.Real(Path.GetDirectoryName(image.CaptionPath)!)];
        if (folders.Any(folder => folder is not null && InnerPath.IsBelow(caption, folder)))
        {
            return false;
        }

        outputs.Report(DatasetDiagnostics.CaptionElsewhere.At(
            $"The caption of '{image.Name}' is a link to a file outside of the project and of the picture's folder.", image.CaptionPath));
        return true;
    }

    /// <summary>What the tags of all show.</summary>
    internal void CheckTogether()
    {
        try
        {
            _tagged =
            [
                .. request.Images.Where(image => _captions.ContainsKey(image.Index)).Select(image => new TaggedCaption(image, _captions[image.Index], request)),
            ];
            new TagChecks(request, outputs, _tagged).Check();
        }
        catch (FindingException wrong)
        {
            // without the rules nothing is known of what is trained
            outputs.Report(wrong.Finding);
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
        var tokens = new List<int>();
        foreach (var caption in _tagged)
        {
            var image = caption.Image;
            if (Fits(model, image, recipe.Longest(caption.Text), rows) is not { } fits)
            {
                continue;
            }

            tokens.Add(fits.Max(fit => fit.Tokens));
            if (fits.FirstOrDefault(fit => !fit.Fits) is { } fit)
            {
                outputs.Report(DatasetDiagnostics.CaptionTooLong.At($"The caption of '{image.Name}' has {fit.InWords()}.", image.CaptionAt(1, 1)));
            }
        }

        if (tokens.Count == 0)
        {
            return;
        }

        var counts = Rows.Select(length => (Length: length * model.Text.RowTokens, Captions: tokens.Count(count => count > length * model.Text.RowTokens)))
            .Where(pair => pair.Captions > 0).Select(pair => FormattableString.Invariant($"{pair.Captions} more than {pair.Length}")).ToArray();
        // what is cut has been said of each
        if (counts.Length > 0 && tokens.Max() <= rows * model.Text.RowTokens)
        {
            outputs.Report(DatasetDiagnostics.CaptionTokens.At(
                FormattableString.Invariant($"Of {tokens.Count} captions have {string.Join(", ", counts)} tokens; the longest has {tokens.Max()}."),
                request.PlaceOf(DatasetOptions.MaxTokenLength)));
        }
    }

    private TextFit[]? Fits(IDiffusionModel model, ImageItem image, IEnumerable<string> texts, int rows)
    {
        try
        {
            return [.. texts.Select(text => model.Text.FitCaption(text, rows, request.Get(CaptionOptions.WeightedCaptions)))];
        }
        catch (PromptFormatException wrong)
        {
            outputs.Report(TrainingDiagnostics.CaptionWeightWrong.At(
                $"In the caption of '{image.Name}' the weight '{wrong.Weight}' is no number.", image.CaptionAt(1, 1)));
            return null;
        }
    }
}
