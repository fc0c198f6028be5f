using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// Prompts and captions to what conditions the U-Net: rows of 77 ids through the text encoder, joined to one sequence (the start of the first row, 75 tokens of
/// each, the end of the last), as kohya does.
/// </summary>
/// <param name="runtime">Where the tensors are made.</param>
/// <param name="tokenizer">Splits texts into ids.</param>
/// <param name="encoder">Encodes the ids.</param>
public sealed class PromptEncoder(TensorRuntime runtime, ClipTokenizer tokenizer, ClipTextEncoder encoder)
{
    /// <summary>Most rows of 75 tokens that a prompt may take; what is longer is cut.</summary>
    public const int MaxRows = 3;

    /// <summary>A caption as the trainer takes it: no weights, a fixed number of rows (kohya's <c>max_token_length</c> 75, 150, 225 is 1, 2, 3 rows).</summary>
    /// <param name="captions">n captions.</param>
    /// <param name="rows">Rows of 75 tokens.</param>
    /// <param name="clipSkip">kohya's <c>clip_skip</c>: 1 is the last layer.</param>
    /// <returns>[n, 77, 152 or 227, width]; gradients flow into the text encoder where they are wanted.</returns>
    public Tensor EncodeCaptions(IReadOnlyList<string> captions, int rows = 1, int clipSkip = 1) =>
        Encode([.. captions.Select(c => TokenChunks.OfText(tokenizer, c, rows))], clipSkip);

    /// <summary>
    /// A prompt and its negative as the sampler takes them, with weights, both as long as the longer needs. Weights scale the embeddings; the mean of the
    /// whole is kept, as kohya's <c>gen_img.py</c> and A1111 do.
    /// </summary>
    /// <param name="prompt">What to show.</param>
    /// <param name="negative">What to keep away from; empty for nothing in particular.</param>
    /// <param name="clipSkip">kohya's <c>clip_skip</c>: 1 is the last layer.</param>
    /// <returns>Two tensors [1, 77, 152 or 227, width].</returns>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    public (Tensor Positive, Tensor Negative) EncodePrompts(string prompt, string negative = "", int clipSkip = 1)
    {
        var rows = RowsOf(prompt, negative);
        return (EncodeKeepingMean([Cut(prompt, rows)], clipSkip), EncodeKeepingMean([Cut(negative, rows)], clipSkip));
    }

    /// <summary>Rows that a prompt and its negative both take: as many as the longer needs.</summary>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    public int RowsOf(string prompt, string negative) =>
        Math.Max(TokenChunks.OfPrompt(tokenizer, prompt, MaxRows).Count, TokenChunks.OfPrompt(tokenizer, negative, MaxRows).Count);

    /// <summary>A prompt with its weights in exactly so many rows; what is longer is cut.</summary>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    public TokenChunks Cut(string prompt, int rows) => TokenChunks.OfPrompt(tokenizer, prompt, rows, rows);

    /// <summary>Encodes texts cut to the same number of rows; their weights are not looked at.</summary>
    /// <returns>[n, joined length, width].</returns>
    public Tensor Encode(IReadOnlyList<TokenChunks> texts, int clipSkip = 1)
    {
        int rows = texts[0].Count, length = texts[0].Length;
        if (texts.Any(t => t.Count != rows || t.Length != length))
        {
            throw new ArgumentException("texts of different numbers of rows", nameof(texts));
        }

        long[] ids = [.. texts.SelectMany(t => t.Ids)];
        var states = encoder.Condition(runtime, ids, texts.Count * rows, clipSkip);
        if (rows == 1)
        {
            return states;
        }

        var width = states.Size(2);
        var line = states.Reshape(texts.Count, rows * length, width);
        var parts = new List<Tensor> { line.Slice(1, 0, 1) };
        for (var r = 0; r < rows; r++)
        {
            parts.Add(line.Slice(1, (r * length) + 1, ((r + 1) * length) - 1));
        }

        parts.Add(line.Slice(1, (rows * length) - 1, rows * length));
        return runtime.Cat([.. parts], 1);
    }

    /// <summary>Encodes texts cut to the same number of rows and multiplies each token's state by its weight.</summary>
    /// <returns>[n, joined length, width].</returns>
    public Tensor EncodeWeighted(IReadOnlyList<TokenChunks> texts, int clipSkip = 1)
    {
        var states = Encode(texts, clipSkip);
        return texts.All(IsUnweighted) ? states : Weigh(states, texts);
    }

    /// <summary>
    /// As <see cref="EncodeWeighted"/>, then brought back to the mean that each text had before its weights: the rule of kohya's <c>gen_img.py</c>.
    /// </summary>
    /// <returns>[n, joined length, width].</returns>
    public Tensor EncodeKeepingMean(IReadOnlyList<TokenChunks> texts, int clipSkip = 1)
    {
        var states = Encode(texts, clipSkip);
        if (texts.All(IsUnweighted))
        {
            return states;
        }

        var weighted = Weigh(states, texts);
        return weighted * (states.Mean([1, 2], keepDim: true) / weighted.Mean([1, 2], keepDim: true));
    }

    private Tensor Weigh(Tensor states, IReadOnlyList<TokenChunks> texts) =>
        states * runtime.FromFloats([.. texts.SelectMany(JoinedWeights)], [texts.Count, texts[0].JoinedLength, 1]);

    private static bool IsUnweighted(TokenChunks text) => Array.TrueForAll(text.Weights, weight => weight == 1);

    private static IEnumerable<float> JoinedWeights(TokenChunks text)
    {
        yield return text.Weights[0];
        for (var r = 0; r < text.Count; r++)
        {
            for (var i = 1; i < text.Length - 1; i++)
            {
                yield return text.Weights[(r * text.Length) + i];
            }
        }
        yield return text.Weights[^1];
    }
}
