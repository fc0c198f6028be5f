using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Lora.Diffusion;

/// <summary>
/// CLIP's byte-pair vocabulary: the merges in order of rank, and the id of each token. Read from <c>merges.txt</c> and <c>vocab.json</c>, or from the merges
/// alone: then the ids follow from them (256 bytes, the same at a word's end, the merged pairs, the two special tokens).
/// </summary>
internal sealed class ClipVocabulary
{
    public const string StartOfText = "<|startoftext|>";
    public const string EndOfText = "<|endoftext|>";
    public const string EndOfWord = "</w>";

    /// <summary>Merges of the published vocabulary; further lines of the file are not used, there as here.</summary>
    private const int MaxMerges = 49152 - 256 - 2;

    /// <summary>The visible characters that stand for the 256 bytes, by byte.</summary>
    public static readonly char[] ByteSymbols = BuildByteSymbols(out ByteOrder);
    private static readonly byte[] ByteOrder;

    private readonly Dictionary<(string, string), int> _ranks;
    private readonly Dictionary<string, int> _ids;

    private ClipVocabulary(Dictionary<(string, string), int> ranks, Dictionary<string, int> ids) => (_ranks, _ids) = (ranks, ids);

    /// <summary>Number of ids.</summary>
    public int Count => _ids.Count;

    /// <summary>The rank of a merge; int.MaxValue when the pair is not merged.</summary>
    public int RankOf(string left, string right) => _ranks.TryGetValue((left, right), out var rank) ? rank : int.MaxValue;

    /// <summary>The id of a token; null when it is not in the vocabulary.</summary>
    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <param name="find">A file of the tokenizer by name: <c>merges.txt</c> (or <c>merges.txt.gz</c>), and <c>vocab.json</c> where there is one.</param>
    /// <param name="place">Where the files lie, for messages about what is missing.</param>
    /// <exception cref="CheckpointException">A file is missing or cannot be understood.</exception>
    public static ClipVocabulary Load(Func<string, ModelFile?> find, string place)
    {
        var file = find("merges.txt") ?? find("merges.txt.gz")
            ?? throw new CheckpointException(place, "the tokenizer has no merges.txt. A tokenizer folder has merges.txt and usually vocab.json.");
        var merges = ReadMerges(file);
        var ranks = new Dictionary<(string, string), int>();
        foreach (var merge in merges)
        {
            ranks.TryAdd(merge, ranks.Count);
        }

        return new ClipVocabulary(ranks, find("vocab.json") is { } ids ? ReadIds(ids) : IdsFromMerges(merges));
    }

    private static List<(string Left, string Right)> ReadMerges(ModelFile file)
    {
        using var bytes = new MemoryStream(file.Content);
        using Stream stream = file.Path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var merges = new List<(string, string)>();
        try
        {
            for (var number = 1; merges.Count < MaxMerges && reader.ReadLine() is { } line; number++)
            {
                if (line.Length == 0 || (number == 1 && line.StartsWith("#version", StringComparison.Ordinal)))
                {
                    continue;
                }

                var parts = line.Split(' ');
                if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
                {
                    throw new CheckpointException(file.Path, $"'{line}' is not two symbols with a space between.", line: number);
                }

                merges.Add((parts[0], parts[1]));
            }
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
        {
            throw new CheckpointException(file.Path, e is DecoderFallbackException ? "the file is no UTF-8 text." : "the file is no whole gzip file.", e);
        }

        return merges;
    }

    private static Dictionary<string, int> ReadIds(ModelFile file)
    {
        Dictionary<string, int>? ids;
        try
        {
            ids = JsonSerializer.Deserialize<Dictionary<string, int>>(file.Text);
        }
        catch (JsonException e)
        {
            throw new CheckpointException(file.Path, "the file is not an object of token to id.", e, (int)(e.LineNumber ?? -1) + 1);
        }

        if (ids is null || !ids.ContainsKey(StartOfText) || !ids.ContainsKey(EndOfText))
        {
            throw new CheckpointException(file.Path, $"the vocabulary lacks {StartOfText} or {EndOfText}: it is not CLIP's.");
        }

        return new Dictionary<string, int>(ids, StringComparer.Ordinal);
    }

    private static Dictionary<string, int> IdsFromMerges(List<(string Left, string Right)> merges)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        string[] bytes = [.. ByteOrder.Select(b => ByteSymbols[b].ToString())];
        var merged = merges.Select(m => m.Left + m.Right);
        foreach (var token in (string[])[.. bytes, .. bytes.Select(b => b + EndOfWord), .. merged, StartOfText, EndOfText])
        {
            ids[token] = ids.Count;
        }

        return ids;
    }

    /// <summary>Bytes that are visible Latin-1 characters stand for themselves and come first; the others take the characters from 256 on.</summary>
    private static char[] BuildByteSymbols(out byte[] order)
    {
        static bool IsVisible(int b) => b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
        order = [.. Enumerable.Range(0, 256).OrderBy(b => IsVisible(b) ? 0 : 1).Select(b => (byte)b)];
        var symbols = new char[256];
        var next = 256;
        foreach (var b in order)
        {
            symbols[b] = (char)(IsVisible(b) ? b : next++);
        }

        return symbols;
    }
}
