using System.Text.Json;
using Lora.Testing;

namespace Lora.Diffusion.Tests.Golden;

/// <summary>Pictures from prompt to pixels; those with a LoRA are in Lora.Training's tests.</summary>
[Trait("Golden", "sampling")]
public sealed class SamplingGoldenTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases =>
        GoldenCases.Of("sampling", golden => golden.Params.GetProperty("lora").ValueKind != JsonValueKind.Number);

    [Theory, MemberData(nameof(Cases))]
    public void Picture_MatchesDiffusers(GoldenCase golden) => SamplingRun.Compare(golden);
}
