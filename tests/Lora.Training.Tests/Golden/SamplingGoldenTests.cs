using System.Text.Json;
using Lora.Diffusion;
using Lora.Golden;

namespace Lora.Training.Tests.Golden;

/// <summary>Pictures with a LoRA in kohya's format over U-Net and text encoder; those without are in Lora.Diffusion's tests.</summary>
[Trait("Golden", "sampling")]
public sealed class SamplingGoldenTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases =>
        GoldenCases.Of("sampling", golden => golden.Params.GetProperty("lora").ValueKind == JsonValueKind.Number);

    [Theory, MemberData(nameof(Cases))]
    public void PictureWithLora_MatchesKohya(GoldenCase golden) => SamplingRun.Compare(golden, Overlay);

    private static IDisposable Overlay(StableDiffusion model, string file, double multiplier) =>
        new LoraFile(file).Apply(model.Runtime, [.. LoraTargets.OfUnet(model.UNet), .. LoraTargets.OfTextEncoder(model.TextEncoder)], multiplier);
}
