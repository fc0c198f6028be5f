using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// Rows of 77 ids through a CLIP text encoder, joined to one sequence (the start of the first row, 75 tokens of each, the end of the last), as kohya does.
/// </summary>
/// <param name="runtime">Where the tensors are made.</param>
/// <param name="encode">Ids, row-major, and their number of rows -> states [rows, length, width].</param>
internal sealed class PromptEncoder(TensorRuntime runtime, Func<long[], int, Tensor> encode)
{
    /// <summary>Encodes texts cut to the same number of rows; their weights are not looked at.</summary>
    /// <returns>[n, joined length, width].</returns>
    public Tensor Encode(IReadOnlyList<TokenChunks> texts)
    {
        int rows = texts[0].Count, length = texts[0].Length;
        if (texts.Any(t => t.Count != rows || t.Length != length))
        {
            throw new ArgumentException("texts of different numbers of rows", nameof(texts));
        }

        long[] ids = [.. texts.SelectMany(t => t.Ids)];
        var states = encode(ids, texts.Count * rows);
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
    public Tensor EncodeWeighted(IReadOnlyList<TokenChunks> texts)
    {
        var states = Encode(texts);
        return texts.All(IsUnweighted) ? states : Weigh(states, texts);
    }

    /// <summary>
    /// As <see cref="EncodeWeighted"/>, then brought back to the mean that each text had before its weights: the rule of kohya's <c>gen_img.py</c>.
    /// </summary>
    /// <returns>[n, joined length, width].</returns>
    public Tensor EncodeKeepingMean(IReadOnlyList<TokenChunks> texts)
    {
        var states = Encode(texts);
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
