using System.Globalization;
using System.Text;

namespace Lora.Diffusion;

/// <summary>A part of a prompt and how much it counts; 1 is as written.</summary>
/// <param name="Text">The part, brackets and escapes resolved. <see cref="PromptWeights.Break"/> alone asks for a new chunk.</param>
/// <param name="Weight">Factor on the part's embeddings.</param>
internal readonly record struct WeightedText(string Text, double Weight);

/// <summary>A weight in a prompt that is no number, such as <c>(a:1.2.3)</c>.</summary>
/// <param name="weight">What stands there.</param>
public sealed class PromptFormatException(string weight) : FormatException($"the weight '{weight}' in the prompt is no number; write it as in (word:1.2)")
{
    /// <summary>What stands where a number should.</summary>
    public string Weight { get; } = weight;
}

/// <summary>
/// Attention weights in a prompt, as kohya's <c>gen_img.py</c> reads them: <c>(a)</c> times 1.1, <c>[a]</c> divided by 1.1, <c>(a:1.3)</c> times 1.3,
/// nested ones multiply; a backslash takes a bracket literally; <c>BREAK</c> stands alone. Brackets that nobody closes reach to the end.
/// </summary>
internal static class PromptWeights
{
    /// <summary>Starts a new chunk of 75 tokens.</summary>
    public const string Break = "BREAK";
    private const double Step = 1.1;

    /// <summary>Splits a prompt; never empty: a prompt without text gives one empty part.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="keepBreak">False takes BREAK for an ordinary word, as kohya's trainer does.</param>
    /// <exception cref="PromptFormatException">A weight is no number.</exception>
    public static IReadOnlyList<WeightedText> Parse(string prompt, bool keepBreak = true)
    {
        // between backslashes the word becomes a part of its own
        if (keepBreak)
        {
            prompt = prompt.Replace(Break, $@"\{Break}\", StringComparison.Ordinal);
        }

        var parts = new List<WeightedText>();
        var round = new Stack<int>();
        var square = new Stack<int>();
        for (var i = 0; i < prompt.Length;)
        {
            var length = NextToken(prompt, i, out var weight);
            var token = prompt.Substring(i, length);
            i += length;
            if (token[0] == '\\')
            {
                parts.Add(new WeightedText(token[1..], 1));
            }
            else if (token == "(")
            {
                round.Push(parts.Count);
            }
            else if (token == "[")
            {
                square.Push(parts.Count);
            }
            else if (weight is not null && round.Count > 0)
            {
                Multiply(parts, round.Pop(), Number(weight));
            }
            else if (token == ")" && round.Count > 0)
            {
                Multiply(parts, round.Pop(), Step);
            }
            else if (token == "]" && square.Count > 0)
            {
                Multiply(parts, square.Pop(), 1 / Step);
            }
            else
            {
                parts.Add(new WeightedText(token, 1));
            }
        }
        // in the order of opening: the factors must multiply in the reference's order
        foreach (var start in round.Reverse())
        {
            Multiply(parts, start, Step);
        }

        foreach (var start in square.Reverse())
        {
            Multiply(parts, start, 1 / Step);
        }

        return parts.Count == 0 ? [new WeightedText("", 1)] : Joined(parts, keepBreak);
    }

    /// <summary>An escape, a bracket, a weight with its closing bracket, a run of plain text, or a colon.</summary>
    private static int NextToken(string text, int i, out string? weight)
    {
        weight = null;
        var c = text[i];
        if (c == '\\')
        {
            return i + 1 < text.Length && @"()[]\".Contains(text[i + 1]) ? 2 : 1;
        }

        if (c == ':')
        {
            var end = i + 1;
            if (end < text.Length && text[end] is '+' or '-')
            {
                end++;
            }

            var digits = end;
            while (end < text.Length && (text[end] == '.' || char.IsDigit(text[end])))
            {
                end++;
            }

            if (end == digits || end >= text.Length || text[end] != ')')
            {
                return 1;
            }

            weight = text[(i + 1)..end];
            return end + 1 - i;
        }
        if ("()[]".Contains(c))
        {
            return 1;
        }

        var plain = text.AsSpan(i).IndexOfAny(@"\()[]:");
        return plain < 0 ? text.Length - i : plain;
    }

    private static double Number(string weight)
    {
        var ascii = new StringBuilder(weight.Length);
        foreach (var c in weight)
        {
            ascii.Append(char.IsDigit(c) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)) : c);
        }

        const NumberStyles Form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return double.TryParse(ascii.ToString(), Form, CultureInfo.InvariantCulture, out var number)
            ? number : throw new PromptFormatException(weight);
    }

    private static void Multiply(List<WeightedText> parts, int start, double factor)
    {
        for (var i = start; i < parts.Count; i++)
        {
            parts[i] = parts[i] with { Weight = parts[i].Weight * factor };
        }
    }

    private static List<WeightedText> Joined(List<WeightedText> parts, bool keepBreak)
    {
        var joined = new List<WeightedText> { parts[0] };
        foreach (var part in parts.Skip(1))
        {
            var last = joined[^1];
            if (part.Weight == last.Weight && !(keepBreak && (IsBreak(last) || IsBreak(part))))
            {
                joined[^1] = last with { Text = last.Text + part.Text };
            }
            else
            {
                joined.Add(part);
            }
        }
        return joined;
    }

    /// <summary>True for a part that only asks for a new chunk.</summary>
    public static bool IsBreak(WeightedText part) => part.Text.Trim() == Break;
}
