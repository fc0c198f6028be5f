using Lora.Testing;

namespace Lora.Diffusion.Tests;

/// <summary>The ids that transformers' slow tokenizer with ftfy gives.</summary>
[Trait("Golden", "tokenizer")]
public sealed class ClipTokenizerGoldenTests
{
    private static readonly Lazy<ClipTokenizer> Tokenizer = new(() =>
        Given.Tokenizer(Path.GetDirectoryName(GoldenFolder.Find("tokenizer", "merges.txt.gz"))!));

    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("tokenizer");

    [Theory, MemberData(nameof(Cases))]
    public void Ids_AreThoseOfTheSlowTokenizer(GoldenCase golden)
    {
        var expected = golden.Json.GetProperty("ids").GetProperty("transformers_4_slow_ftfy");
        Assert.Equal(expected.EnumerateArray().Select(e => e.GetInt32()), Tokenizer.Value.Encode(golden.Json.GetProperty("text").GetString()!));
    }
}
