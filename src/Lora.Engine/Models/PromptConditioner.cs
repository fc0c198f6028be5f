using Lora.Diffusion;
using Lora.Project;
using Lora.Tensors;

namespace Lora.Engine;

/// <summary>
/// Texts to what the U-Net is conditioned on, [n, tokens, width]: captions as kohya's trainer reads them (no weights, always as many chunks as <c>max_token_length</c> says), prompts
/// as its <c>gen_img.py</c> does (weights, as many chunks of 75 as they need, up to three).
/// </summary>
internal sealed class PromptConditioner
{
    private const int MostChunks = 3;

    private readonly TensorRuntime _runtime;
    private readonly ClipTextEncoder _encoder;
    private readonly ClipTokenizer _tokenizer;
    private readonly int _clipSkip;
    private readonly int _captionChunks;

    /// <exception cref="CheckpointException">The text encoder cannot be loaded.</exception>
    /// <exception cref="TokenizerException">The tokenizer cannot be loaded.</exception>
    internal PromptConditioner(StageRequest request, LoadedModels models)
    {
        var model = models.Of(request);
        // loaded here, outside of any scope of a step
        (_runtime, _encoder, _tokenizer) = (model.Runtime, model.TextEncoder, models.TokenizerOf(request));
        (_clipSkip, _captionChunks) = (request.Parameters.ClipSkip, request.Parameters.MaxTokenLength / 75);
    }

    /// <summary>Differentiable where the encoder's adapters are.</summary>
    internal Tensor Captions(IReadOnlyList<string> captions) => Encode([.. captions.Select(caption => TokenChunks.OfText(_tokenizer, caption, _captionChunks))]);

    /// <summary>Chunks that a prompt and its negative one take: the larger of the two.</summary>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    internal int ChunksOf(PromptItem prompt) =>
        Math.Max(TokenChunks.OfPrompt(_tokenizer, prompt.Text, MostChunks).Count, TokenChunks.OfPrompt(_tokenizer, prompt.Negative, MostChunks).Count);

    /// <param name="prompts">All of the same <see cref="ChunksOf"/>.</param>
    internal (Tensor Positive, Tensor Negative) Prompts(IReadOnlyList<PromptItem> prompts)
    {
        var chunks = ChunksOf(prompts[0]);
        return (Weighted(prompts.Select(prompt => prompt.Text)), Weighted(prompts.Select(prompt => prompt.Negative)));

        Tensor Weighted(IEnumerable<string> texts)
        {
            var tokens = texts.Select(text => TokenChunks.OfPrompt(_tokenizer, text, MostChunks, chunks)).ToArray();
            var states = Encode(tokens);
            return tokens.All(row => Array.TrueForAll(row.Weights, weight => weight == 1)) ? states : Weigh(states, tokens);
        }
    }

    private Tensor Encode(TokenChunks[] texts)
    {
        var chunks = texts[0].Count;
        long[] ids = [.. texts.SelectMany(text => text.Ids)];
        var states = _encoder.Condition(_runtime, ids, texts.Length * chunks, _clipSkip);
        return chunks == 1 ? states : Joined(states.Reshape(texts.Length, chunks, states.Size(1), states.Size(2)));
    }

    /// <summary>[n, chunks, 77, width] to [n, 75 chunks + 2, width]: the first chunk's start, the tokens of all, the last chunk's end.</summary>
    private Tensor Joined(Tensor states)
    {
        var (n, chunks, length, width) = (states.Size(0), states.Size(1), states.Size(2), states.Size(3));
        var parts = new Tensor[chunks];
        for (var c = 0; c < chunks; c++)
        {
            parts[c] = states.Slice(1, c, c + 1).Reshape(n, length, width).Slice(1, c == 0 ? 0 : 1, c == chunks - 1 ? length : length - 1);
        }

        return _runtime.Cat(parts, 1);
    }

    /// <summary>Each token's state times its weight, then the whole text brought back to its mean (gen_img.py's rule).</summary>
    private Tensor Weigh(Tensor states, TokenChunks[] texts)
    {
        float[] weights = [.. texts.SelectMany(JoinedWeights)];
        var weighted = states * _runtime.FromFloats(weights, [texts.Length, states.Size(1), 1]);
        return weighted * (states.Mean([1, 2], keepDim: true) / weighted.Mean([1, 2], keepDim: true));
    }

    private static IEnumerable<float> JoinedWeights(TokenChunks text)
    {
        for (var c = 0; c < text.Count; c++)
        {
            var from = c == 0 ? 0 : 1;
            var to = c == text.Count - 1 ? text.Length : text.Length - 1;
            for (var i = from; i < to; i++)
            {
                yield return text.Weights[(c * text.Length) + i];
            }
        }
    }
}
