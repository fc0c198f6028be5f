namespace Lora.Diffusion;

/// <summary>A prompt as the text encoder takes it: rows of <see cref="Length"/> ids, each with start, 75 tokens and end, and a weight for each id.</summary>
/// <param name="Ids">Ids, row after row.</param>
/// <param name="Weights">Weights of the ids, 1 for start, end and filling.</param>
/// <param name="Count">Number of rows.</param>
/// <param name="Length">Ids in a row, 77.</param>
/// <param name="IsCut">True when the prompt was longer than the rows hold.</param>
internal sealed record TokenChunks(long[] Ids, float[] Weights, int Count, int Length, bool IsCut)
{
    /// <summary>Tokens the text encoder's output has when the rows are joined again: start, 75 a row, end.</summary>
    public int JoinedLength => (Count * (Length - 2)) + 2;

    /// <summary>
    /// A text without weights, as kohya's trainer cuts it (<c>max_token_length</c>): always as many rows as asked for.
    /// </summary>
    /// <param name="tokenizer">Gives ids and padding.</param>
    /// <param name="text">The caption or prompt, taken literally.</param>
    /// <param name="rows">1, 2 or 3 for 75, 150 or 225 tokens.</param>
    public static TokenChunks OfText(ClipTokenizer tokenizer, string text, int rows = 1)
    {
        var ids = tokenizer.Encode(text);
        var weights = new float[ids.Length];
        Array.Fill(weights, 1f);
        return Cut(tokenizer, ids, weights, rows);
    }

    /// <summary>A prompt with weights, always as many rows as asked for. BREAK is an ordinary word.</summary>
    /// <inheritdoc cref="OfText"/>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    public static TokenChunks OfWeightedText(ClipTokenizer tokenizer, string text, int rows = 1)
    {
        (var ids, var weights) = Encode(tokenizer, PromptWeights.Parse(text, keepBreak: false), rows);
        return Cut(tokenizer, ids, weights, rows);
    }

    /// <summary>
    /// A prompt with weights and BREAK (fills the row with padding), in as few rows as it needs: what the sampler takes. Give prompt and negative prompt
    /// the larger of their two counts through <paramref name="atLeast"/>.
    /// </summary>
    /// <param name="tokenizer">Gives ids and padding.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="atMost">Most rows; what is longer is cut (<see cref="IsCut"/>).</param>
    /// <param name="atLeast">Fewest rows.</param>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    public static TokenChunks OfPrompt(ClipTokenizer tokenizer, string prompt, int atMost = 3, int atLeast = 1)
    {
        (var ids, var weights) = Encode(tokenizer, PromptWeights.Parse(prompt), atMost);
        var row = tokenizer.ChunkLength - 2;
        return Cut(tokenizer, ids, weights, Math.Clamp((ids.Count + row - 1) / row, atLeast, atMost));
    }

    private static (List<int> Ids, List<float> Weights) Encode(ClipTokenizer tokenizer, IReadOnlyList<WeightedText> parts, int rows)
    {
        var ids = new List<int>();
        var weights = new List<float>();
        var row = tokenizer.ChunkLength - 2;
        foreach (var part in parts)
        {
            var isBreak = PromptWeights.IsBreak(part) && parts.Count > 1;
            var tokens = isBreak ? [.. Enumerable.Repeat(tokenizer.PadId, (row - (ids.Count % row)) % row)] : tokenizer.Encode(part.Text);
            ids.AddRange(tokens);
            weights.AddRange(Enumerable.Repeat(isBreak ? 1f : (float)part.Weight, tokens.Length));
            if (ids.Count > rows * row)
            {
                break;
            }
        }
        return (ids, weights);
    }

    /// <summary>
    /// Start, tokens, end and padding in one line, cut every 75. Where padding is the end token, each row just gets a start and an end; where it is another, a
    /// row that its text fills ends with the end token and a row without text starts with it.
    /// </summary>
    private static TokenChunks Cut(ClipTokenizer tokenizer, IReadOnlyList<int> tokens, IReadOnlyList<float> weights, int rows)
    {
        int length = tokenizer.ChunkLength, row = length - 2, room = rows * row, used = Math.Min(tokens.Count, room);
        var ids = new long[rows * length];
        var factors = new float[ids.Length];
        Array.Fill(factors, 1f);
        for (var r = 0; r < rows; r++)
        {
            int first = r * length, last = first + length - 1;
            ids[first] = tokenizer.StartId;
            for (var i = 0; i < row; i++)
            {
                var at = (r * row) + i;
                ids[first + 1 + i] = at < used ? tokens[at] : at == used ? tokenizer.EndId : tokenizer.PadId;
                factors[first + 1 + i] = at < used ? weights[at] : 1f;
            }
            // the end of the whole line: the end token where the text fills it, else padding
            ids[last] = used == room ? tokenizer.EndId : tokenizer.PadId;
            if (rows > 1 && tokenizer.PadId != tokenizer.EndId)
            {
                if (ids[last - 1] != tokenizer.EndId && ids[last - 1] != tokenizer.PadId)
                {
                    ids[last] = tokenizer.EndId;
                }

                if (ids[first + 1] == tokenizer.PadId)
                {
                    ids[first + 1] = tokenizer.EndId;
                }
            }
        }
        return new TokenChunks(ids, factors, rows, length, tokens.Count > room);
    }
}
