using System.Text.Json;
using Lora.Testing;

namespace Lora.Diffusion.Tests;

/// <summary>The parts and weights that kohya's gen_img finds in a prompt.</summary>
[Trait("Golden", "tokenizer")]
public sealed class PromptWeightsGoldenTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("tokenizer", "weights.json");

    [Theory, MemberData(nameof(Cases))]
    public void Parts_AreThoseOfGenImg(GoldenCase golden)
    {
        var prompt = golden.Json.GetProperty("text").GetString()!;
        var expected = golden.Json.GetProperty("gen_img");
        if (expected.ValueKind == JsonValueKind.Object)
        {
            Assert.Equal("ValueError", expected.GetProperty("error").GetString());
            Assert.Throws<PromptFormatException>(() => PromptWeights.Parse(prompt));
            return;
        }
        var parts = PromptWeights.Parse(prompt);
        Assert.Equal(expected.EnumerateArray().Select(e => e[0].GetString()), parts.Select(p => p.Text));
        Assert.All(expected.EnumerateArray().Zip(parts), pair => Assert.Equal(pair.First[1].GetDouble(), pair.Second.Weight, 1e-12));
    }
}
