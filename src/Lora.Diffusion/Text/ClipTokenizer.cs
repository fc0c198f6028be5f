using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lora.Diffusion;

/// <summary>
/// CLIP's byte-pair tokenizer: cleans a text, splits it into words, and merges each word's bytes by rank. Gives the ids of transformers' slow
/// <c>CLIPTokenizer</c> with ftfy, which kohya's trainer uses. Thread-safe.
/// </summary>
internal sealed class ClipTokenizer
{
    private static readonly string[] SpecialTokens = [ClipVocabulary.StartOfText, ClipVocabulary.EndOfText];
    private static readonly string[] Suffixes = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private readonly ClipVocabulary _vocabulary;
    private readonly ConcurrentDictionary<string, int[]> _words = new(StringComparer.Ordinal);

    /// <summary>Id that starts every chunk.</summary>
    public int StartId { get; }

    /// <summary>Id that ends a text; also what a symbol becomes that the vocabulary lacks.</summary>
    public int EndId { get; }

    /// <summary>Id that fills a chunk: <see cref="EndId"/> in Stable Diffusion 1.x, 0 in 2.x.</summary>
    public int PadId { get; }

    /// <summary>The largest id of all: a text encoder needs a row for it.</summary>
    public int LargestId => _vocabulary.Count - 1;

    /// <summary>Ids a chunk has with start and end, 77.</summary>
    public int ChunkLength { get; }

    private ClipTokenizer(ClipVocabulary vocabulary, int start, int end, int pad, int chunkLength) =>
        (_vocabulary, StartId, EndId, PadId, ChunkLength) = (vocabulary, start, end, pad, chunkLength);

    /// <summary>Reads a tokenizer; <c>tokenizer_config.json</c> (padding token, length) may be missing.</summary>
    /// <param name="find">A file of the tokenizer by diffusers' name, or null where there is none.</param>
    /// <param name="place">Where the files lie, for messages about what is missing.</param>
    /// <param name="padToken">The padding token, when the files do not say it or are not to be believed.</param>
    /// <exception cref="CheckpointException">A file is missing or cannot be understood.</exception>
    public static ClipTokenizer Load(Func<string, ModelFile?> find, string place, string? padToken = null)
    {
        var vocabulary = ClipVocabulary.Load(find, place);
        var config = ReadConfig(find("tokenizer_config.json"));
        var map = ReadConfig(find("special_tokens_map.json"));
        var pad = padToken ?? TokenOf(config, "pad_token") ?? TokenOf(map, "pad_token") ?? ClipVocabulary.EndOfText;
        var length = config.ValueKind == JsonValueKind.Object && config.TryGetProperty("model_max_length", out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var stated) && stated is > 2 and <= 4096 ? stated : 77;
        return new ClipTokenizer(vocabulary, Required(ClipVocabulary.StartOfText), Required(ClipVocabulary.EndOfText), Required(pad), length);

        int Required(string token) => vocabulary.IdOf(token) ?? vocabulary.IdOf(token + ClipVocabulary.EndOfWord)
            ?? throw new CheckpointException(place, $"the tokenizer's vocabulary lacks the token '{token}'.");
    }

    /// <summary>The ids of a text, without start and end, neither cut nor filled up.</summary>
    public int[] Encode(string text) => [.. Words(text).SelectMany(word => word.Ids)];

    /// <summary>The words of a text, as it is after cleaning, with their ids.</summary>
    public IEnumerable<TokenWord> Words(string text)
    {
        // the special tokens stand out of the raw text first: what is between them is cleaned piece by piece
        foreach (var piece in SplitAtSpecialTokens(text))
        {
            if (SpecialTokens.Contains(piece))
            {
                yield return new TokenWord(piece, FollowsSpace: false, [IdOf(piece)]);
                continue;
            }

            var cleaned = TextCleaner.Clean(piece);
            for (var i = 0; i < cleaned.Length;)
            {
                var length = WordLength(cleaned, i);
                if (length == 0)
                {
                    i++;
                    continue;
                }

                var word = cleaned.Substring(i, length);
                yield return new TokenWord(word, i > 0 && char.IsWhiteSpace(cleaned[i - 1]), _words.GetOrAdd(word, EncodeWord));
                i += length;
            }
        }
    }

    /// <summary>A word is a special token, an English suffix such as 's, letters, one digit, or anything else but white space; 0 at white space.</summary>
    private static int WordLength(string text, int start)
    {
        var rest = text.AsSpan(start);
        foreach (var special in SpecialTokens)
        {
            if (rest.StartsWith(special, StringComparison.Ordinal))
            {
                return special.Length;
            }
        }
        foreach (var suffix in Suffixes)
        {
            if (rest.StartsWith(suffix, StringComparison.Ordinal))
            {
                return suffix.Length;
            }
        }
        Rune.DecodeFromUtf16(rest, out var first, out var length);
        var kind = KindOf(first);
        if (kind is WordKind.Digit or WordKind.Space)
        {
            return kind == WordKind.Digit ? length : 0;
        }

        while (length < rest.Length)
        {
            Rune.DecodeFromUtf16(rest[length..], out var next, out var width);
            if (KindOf(next) != kind)
            {
                break;
            }

            length += width;
        }
        return length;
    }

    private enum WordKind
    {
        Space,
        Letter,
        Digit,
        Other,
    }

    private static WordKind KindOf(Rune rune) => Rune.IsWhiteSpace(rune) ? WordKind.Space : Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => WordKind.Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => WordKind.Digit,
        _ => WordKind.Other,
    };

    private int[] EncodeWord(string word)
    {
        if (SpecialTokens.Contains(word))
        {
            return [IdOf(word)];
        }

        List<string> symbols = [.. Encoding.UTF8.GetBytes(word).Select(b => ClipVocabulary.ByteSymbols[b].ToString())];
        symbols[^1] += ClipVocabulary.EndOfWord;
        while (symbols.Count > 1)
        {
            var best = int.MaxValue;
            (string Left, string Right) pair = default;
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                var rank = _vocabulary.RankOf(symbols[i], symbols[i + 1]);
                if (rank < best)
                {
                    (best, pair) = (rank, (symbols[i], symbols[i + 1]));
                }
            }
            if (best == int.MaxValue)
            {
                break;
            }

            Merge(symbols, pair);
        }
        return [.. symbols.Select(IdOf)];
    }

    private static void Merge(List<string> symbols, (string Left, string Right) pair)
    {
        var to = 0;
        for (var from = 0; from < symbols.Count; from++, to++)
        {
            var both = from + 1 < symbols.Count && symbols[from] == pair.Left && symbols[from + 1] == pair.Right;
            symbols[to] = both ? symbols[from] + symbols[++from] : symbols[from];
        }
        symbols.RemoveRange(to, symbols.Count - to);
    }

    private int IdOf(string token) => _vocabulary.IdOf(token) ?? EndId;

    private static IEnumerable<string> SplitAtSpecialTokens(string text)
    {
        var start = 0;
        for (var i = text.IndexOf("<|", StringComparison.Ordinal); i >= 0; i = text.IndexOf("<|", i + 1, StringComparison.Ordinal))
        {
            var special = i < start ? null : Array.Find(SpecialTokens, s => string.CompareOrdinal(text, i, s, 0, s.Length) == 0);
            if (special is null)
            {
                continue;
            }

            yield return text[start..i];
            yield return special;
            start = i + special.Length;
        }
        yield return text[start..];
    }

    private static JsonElement ReadConfig(ModelFile? file)
    {
        if (file is null)
        {
            return default;
        }

        try
        {
            return JsonDocument.Parse(file.Text).RootElement;
        }
        catch (JsonException e)
        {
            throw new CheckpointException(file.Path, "no valid JSON.", e, (int)(e.LineNumber ?? -1) + 1);
        }
    }

    private static string? TokenOf(JsonElement config, string name)
    {
        if (config.ValueKind != JsonValueKind.Object || !config.TryGetProperty(name, out var token))
        {
            return null;
        }

        if (token.ValueKind == JsonValueKind.Object && token.TryGetProperty("content", out var content))
        {
            token = content;
        }

        return token.ValueKind == JsonValueKind.String ? token.GetString() : null;
    }
}

/// <summary>A word of a cleaned text.</summary>
/// <param name="Text">The word.</param>
/// <param name="FollowsSpace">Whether white space stands before it.</param>
/// <param name="Ids">Its tokens.</param>
internal readonly record struct TokenWord(string Text, bool FollowsSpace, int[] Ids);
