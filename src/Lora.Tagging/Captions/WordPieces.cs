using System.Globalization;
using System.Text;

namespace Lora.Tagging;

/// <summary>
/// BERT's WordPiece tokens: <c>vocab.txt</c>, one a line, its number the line's from 0; <c>##ing</c> continues a word. Text is read in lower case and without
/// accents, as BERT's uncased vocabulary wants it. Source: transformers' BertTokenizer.
/// </summary>
public sealed class WordPieces
{
    private const int LongestWord = 100;
    private const string Continues = "##";

    private readonly IReadOnlyList<string> _pieces;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    private WordPieces(IReadOnlyList<string> pieces)
    {
        _pieces = pieces;
        foreach (var (number, piece) in pieces.Index())
        {
            _numbers.TryAdd(piece, number);
        }
    }

    /// <exception cref="OnnxException">The file cannot be read as such.</exception>
    public static WordPieces Read(string path)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
            string[] lines = [.. text.TrimEnd('\n', '\r').Split('\n').Select(line => line.TrimEnd('\r'))];
            var empty = Array.FindIndex(lines, line => line.Length == 0);
            return empty < 0 ? new WordPieces(lines)
                : throw new OnnxException(OnnxFault.ListWrong, $"'{Path.GetFileName(path)}' holds no token in line {empty + 1}.", path, empty + 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new OnnxException(OnnxFault.ListWrong, e is DecoderFallbackException
                ? $"'{Path.GetFileName(path)}' is not UTF-8." : $"'{Path.GetFileName(path)}' cannot be read: {e.Message.TrimEnd('.')}.", path, inner: e);
        }
    }

    /// <summary>The numbers of a text's tokens; a word that no tokens make up is left out.</summary>
    public IReadOnlyList<int> Encode(string text) => [.. Words(text).SelectMany(Split)];

    /// <summary>Tokens as text: words parted by spaces, none before punctuation. Special tokens, in square brackets or beyond the list, are left out.</summary>
    public string Decode(IEnumerable<int> tokens)
    {
        var text = new StringBuilder();
        foreach (var token in tokens.Where(token => token >= 0 && token < _pieces.Count))
        {
            var piece = _pieces[token];
            if (piece.StartsWith('[') && piece.EndsWith(']') && piece.Length > 2)
            {
                continue;
            }

            var isPart = piece.StartsWith(Continues, StringComparison.Ordinal);
            var isGlued = isPart || text.Length == 0 || piece is "." or "," or "!" or "?" or "'" or "-" || text[^1] is '\'' or '-';
            text.Append(isGlued ? "" : " ").Append(isPart ? piece[Continues.Length..] : piece);
        }

        return text.ToString();
    }

    private IEnumerable<int> Split(string word)
    {
        var numbers = new List<int>();
        for (var at = 0; at < word.Length;)
        {
            var length = word.Length - at;
            int number;
            while (!_numbers.TryGetValue((at > 0 ? Continues : "") + word.Substring(at, length), out number))
            {
                if (--length == 0)
                {
                    return [];
                }
            }

            numbers.Add(number);
            at += length;
        }

        return numbers;
    }

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var c in text.ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            var isMark = char.IsPunctuation(c) || char.IsSymbol(c);
            if ((isMark || char.IsWhiteSpace(c)) && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (isMark)
            {
                yield return c.ToString();
            }
            else if (!char.IsWhiteSpace(c) && !char.IsControl(c) && char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && word.Length < LongestWord)
            {
                word.Append(c);
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }
}
