using Lora.Diffusion;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Texts to what the model is conditioned on, with the parameters of a request.</summary>
internal sealed class PromptConditioner
{
    private readonly ITextConditioner _text;
    private readonly int _clipSkip;
    private readonly int _captionRows;
    private readonly bool _weightsCaptions;

    /// <exception cref="CheckpointException">Text encoder or tokenizer cannot be loaded.</exception>
    /// <exception cref="FindingException">The base model changed.</exception>
    internal PromptConditioner(StageRequest request, LoadedModels models)
    {
        _text = models.Load(request, [.. models.Of(request).Family.Parts.Where(ModelPart.OfText.Contains)]).Text;
        (_clipSkip, _captionRows) = (request.Get(DatasetOptions.ClipSkip), request.Get(DatasetOptions.MaxTokenLength) / _text.RowTokens);
        _weightsCaptions = request.Get(CaptionOptions.WeightedCaptions);
    }

    internal Conditioning Captions(IReadOnlyList<string> captions) => _text.EncodeCaptions(captions, _captionRows, _clipSkip, _weightsCaptions);

    /// <summary>Rows that a prompt and its negative one take: the larger of the two.</summary>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    internal int ChunksOf(PromptItem prompt) => _text.RowsOf(prompt.Get(PromptOptions.Text), prompt.Get(PromptOptions.Negative));

    /// <param name="prompts">All of the same <see cref="ChunksOf"/>.</param>
    internal (Conditioning Positive, Conditioning Negative) Prompts(IReadOnlyList<PromptItem> prompts)
    {
        var rows = ChunksOf(prompts[0]);
        return (
            _text.EncodePrompts([.. prompts.Select(prompt => prompt.Get(PromptOptions.Text))], rows, _clipSkip),
            _text.EncodeNegatives([.. prompts.Select(prompt => prompt.Get(PromptOptions.Negative))], rows, _clipSkip));
    }
}
