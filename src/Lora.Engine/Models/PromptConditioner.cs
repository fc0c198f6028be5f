using Lora.Diffusion;
using Lora.Project;
<<<<<<< HEAD
=======
using Lora.Tensors;
>>>>>>> main
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Texts to what the model is conditioned on, with the parameters of a request.</summary>
internal sealed class PromptConditioner
{
    private readonly ITextConditioner _text;
    private readonly int _clipSkip;
    private readonly int _captionRows;

    /// <exception cref="CheckpointException">Text encoder or tokenizer cannot be loaded.</exception>
    internal PromptConditioner(StageRequest request, LoadedModels models)
    {
        // loaded here, outside of any scope of a step
<<<<<<< HEAD
        var model = models.Of(request);
        model.Load(ModelPart.Tokenizer, ModelPart.TextEncoder);
        _text = model.Text;
        (_clipSkip, _captionRows) = (request.Parameters.ClipSkip, request.Parameters.MaxTokenLength / _text.RowTokens);
=======
        _encoder = models.Of(request).PromptEncoder;
        (_clipSkip, _captionRows) = (request.Get(DatasetOptions.ClipSkip), request.Get(DatasetOptions.MaxTokenLength) / 75);
>>>>>>> main
    }

    internal Conditioning Captions(IReadOnlyList<string> captions) => _text.EncodeCaptions(captions, _captionRows, _clipSkip);

    /// <summary>Rows that a prompt and its negative one take: the larger of the two.</summary>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
<<<<<<< HEAD
    internal int ChunksOf(PromptItem prompt) => _text.RowsOf(prompt.Text, prompt.Negative);
=======
    internal int ChunksOf(PromptItem prompt) => _encoder.RowsOf(prompt.Get(PromptOptions.Text), prompt.Get(PromptOptions.Negative));
>>>>>>> main

    /// <param name="prompts">All of the same <see cref="ChunksOf"/>.</param>
    internal (Conditioning Positive, Conditioning Negative) Prompts(IReadOnlyList<PromptItem> prompts)
    {
        var rows = ChunksOf(prompts[0]);
<<<<<<< HEAD
        return (Encode(prompts.Select(prompt => prompt.Text)), Encode(prompts.Select(prompt => prompt.Negative)));
=======
        return (Weighted(prompts.Select(prompt => prompt.Get(PromptOptions.Text))), Weighted(prompts.Select(prompt => prompt.Get(PromptOptions.Negative))));
>>>>>>> main

        Conditioning Encode(IEnumerable<string> texts) => _text.EncodePrompts([.. texts], rows, _clipSkip);
    }
}
