using System.Text;

namespace Lora.Diffusion;

/// <summary>Counts a text's tokens against the rows it has, and finds the words that are lost beyond them.</summary>
internal static class TextFitting
{
    private const int WordsShown = 5;

    /// <summary>A text without weights.</summary>
    public static TextFit OfText(ClipTokenizer tokenizer, string text, int rows) => Of(tokenizer, [new WeightedText(text, 1)], rows);

    /// <summary>A text with weights, in which BREAK is an ordinary word.</summary>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    public static TextFit OfWeightedText(ClipTokenizer tokenizer, string text, int rows) =>
        Of(tokenizer, PromptWeights.Parse(text, keepBreak: false), rows, keepBreak: false);

    /// <summary>A prompt with weights and BREAK.</summary>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    public static TextFit OfPrompt(ClipTokenizer tokenizer, string prompt, int rows) => Of(tokenizer, PromptWeights.Parse(prompt), rows);

    private static TextFit Of(ClipTokenizer tokenizer, IReadOnlyList<WeightedText> parts, int rows, bool keepBreak = true)
    {
        int row = tokenizer.ChunkLength - 2, room = rows * row, tokens = 0, words = 0;
        var lost = new StringBuilder();
        foreach (var part in parts)
        {
            if (keepBreak && PromptWeights.IsBreak(part) && parts.Count > 1)
            {
                tokens += (row - (tokens % row)) % row;
                continue;
            }

            foreach (var word in tokenizer.Words(part.Text))
            {
                tokens += word.Ids.Length;
                words += tokens > room && (word.FollowsSpace || words == 0) ? 1 : 0;
                if (tokens > room && words <= WordsShown)
                {
                    lost.Append(word.FollowsSpace ? " " : "").Append(word.Text);
                }
            }
        }

        return new TextFit(tokens, room, lost.ToString().Trim(' ', ','));
    }
}
