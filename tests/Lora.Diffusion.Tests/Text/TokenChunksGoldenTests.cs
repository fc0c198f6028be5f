using System.Text.Json;
using Lora.Testing;

namespace Lora.Diffusion.Tests;

/// <summary>Rows of 77 ids with their weights, as kohya's trainer makes them, with both kinds of padding.</summary>
[Trait("Golden", "tokenizer")]
public sealed class TokenChunksGoldenTests
{
    private static readonly string RealVocabulary = Path.GetDirectoryName(GoldenFolder.Find("tokenizer", "merges.txt.gz"))!;

    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("tokenizer", c => c.Op == "chunks", "chunks.json");

    [Theory, MemberData(nameof(Cases))]
    public void Rows_AreThoseOfTheTrainer(GoldenCase golden)
    {
        var tokenizer = Given.Tokenizer(RealVocabulary, golden.Params.GetProperty("pad").GetString() == "eos" ? null : "!");
        Compare(golden, tokenizer);
        golden.AllCompared();
    }

    internal static void Compare(GoldenCase golden, ClipTokenizer tokenizer)
    {
        var length = golden.Params.GetProperty("max_token_length");
        var rows = length.ValueKind == JsonValueKind.Null ? 1 : length.GetInt32() / 75;
        string[] prompts = [.. golden.Params.GetProperty("prompts").EnumerateArray().Select(p => p.GetString()!)];
        TokenChunks[] plain = [.. prompts.Select(p => TokenChunks.OfText(tokenizer, p, rows))];
        TokenChunks[] weighted = [.. prompts.Select(p => TokenChunks.OfWeightedText(tokenizer, p, rows))];
        golden.Compare("ids", plain.SelectMany(c => c.Ids).ToArray());
        golden.Compare("weighted_ids", weighted.SelectMany(c => c.Ids).ToArray());
        golden.Compare("weights", weighted.SelectMany(c => c.Weights).ToArray());
    }
}
