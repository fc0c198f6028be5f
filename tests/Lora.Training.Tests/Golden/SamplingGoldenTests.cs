using System.Text.Json;
using Lora.Diffusion;
using Lora.Testing;

namespace Lora.Training.Tests.Golden;

/// <summary>Pictures with a LoRA in kohya's format over U-Net and text encoder; those without are in Lora.Diffusion's tests.</summary>
[Trait("Golden", "sampling")]
public sealed class SamplingGoldenTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases =>
        GoldenCases.Of("sampling", golden => golden.Params.GetProperty("lora").ValueKind == JsonValueKind.Number);

    /// <summary>Both ways of laying a LoRA over a model keep the case's tolerance: as a branch beside the layers and merged into their weights.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void PictureWithLora_MatchesKohya(GoldenCase golden)
    {
        SamplingRun.Compare(golden, (model, file, multiplier) => Overlay(model, file, multiplier, merge: false));
        SamplingRun.Compare(golden, (model, file, multiplier) => Overlay(model, file, multiplier, merge: true));
    }

    private static IDisposable Overlay(IDiffusionModel model, string file, double multiplier, bool merge) =>
        new LoraFile(file).Apply(model, multiplier, merge);
}
