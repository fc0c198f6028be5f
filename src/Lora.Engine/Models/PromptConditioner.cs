using Lora.Diffusion;
using Lora.Project;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Texts to what the U-Net is conditioned on, [n, tokens, width], with the parameters of a request: captions as kohya's trainer reads them (no weights, always
/// as many rows as <c>max_token_length</c> says), prompts as its <c>gen_img.py</c> does (weights, as many rows of 75 as they need, up to three).
/// </summary>
internal sealed class PromptConditioner
{
    private readonly PromptEncoder _encoder;
    private readonly int _clipSkip;
    private readonly int _captionRows;

    /// <exception cref="CheckpointException">The text encoder cannot be loaded.</exception>
    /// <exception cref="TokenizerException">The tokenizer cannot be loaded.</exception>
    internal PromptConditioner(StageRequest request, LoadedModels models)
    {
        // loaded here, outside of any scope of a step
        _encoder = models.Of(request).PromptEncoder;
        (_clipSkip, _captionRows) = (request.Get(DatasetOptions.ClipSkip), request.Get(DatasetOptions.MaxTokenLength) / 75);
    }

    /// <summary>Differentiable where the encoder's adapters are.</summary>
    internal Tensor Captions(IReadOnlyList<string> captions) => _encoder.EncodeCaptions(captions, _captionRows, _clipSkip);

    /// <summary>Rows of 75 tokens that a prompt and its negative one take: the larger of the two.</summary>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    internal int ChunksOf(PromptItem prompt) => _encoder.RowsOf(prompt.Get(PromptOptions.Text), prompt.Get(PromptOptions.Negative));

    /// <param name="prompts">All of the same <see cref="ChunksOf"/>.</param>
    internal (Tensor Positive, Tensor Negative) Prompts(IReadOnlyList<PromptItem> prompts)
    {
        var rows = ChunksOf(prompts[0]);
        return (Weighted(prompts.Select(prompt => prompt.Get(PromptOptions.Text))), Weighted(prompts.Select(prompt => prompt.Get(PromptOptions.Negative))));

        Tensor Weighted(IEnumerable<string> texts) => _encoder.EncodeKeepingMean([.. texts.Select(text => _encoder.Cut(text, rows))], _clipSkip);
    }
}
