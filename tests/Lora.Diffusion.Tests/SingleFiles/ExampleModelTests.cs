using Lora.Testing;

namespace Lora.Diffusion.Tests.SingleFiles;

/// <summary>The base model of examples/critters-xl, which <see cref="RandomCheckpoint"/> makes: <c>LORA_UPDATE=1</c> writes it anew.</summary>
public sealed class ExampleModelTests
{
    private static readonly string Base = Repository.At("examples", "critters-xl", "base");
    private static readonly string Checkpoint = Path.Combine(Base, "critters-xl.safetensors");

    [Fact]
    public void File_IsWhatTheToolMakes()
    {
        using var folder = new TempFolder();
        RandomCheckpoint.Write(folder["made.safetensors"], Path.Combine(Base, "config"), seed: 1, new Dictionary<string, string>
        {
            ["modelspec.title"] = "critters-xl: random weights in the form of Stable Diffusion XL",
            ["modelspec.architecture"] = "stable-diffusion-xl-v1-base",
            ["modelspec.prediction_type"] = "epsilon",
        });
        if (Environment.GetEnvironmentVariable("LORA_UPDATE") == "1")
        {
            File.Copy(folder["made.safetensors"], Checkpoint, overwrite: true);
        }

        Assert.Equal(File.ReadAllBytes(folder["made.safetensors"]), File.ReadAllBytes(Checkpoint));
    }

    [Fact]
    public void File_IsAWholeModelOfTheXLFamily()
    {
        using var runtime = TestRuntime.New();
        var source = FamilyCatalog.SourceAt(new(Checkpoint, Config: Path.Combine(Base, "config")));
        using var model = FamilyCatalog.Open(source, runtime);
        Assert.Equal("Stable Diffusion XL", model.Family.DisplayName);
        model.Check();
        var report = ModelReport.Of(source);
        Assert.Empty(report.Superfluous);
        Assert.All(report.Parts, part => Assert.Empty(part.Missing));
    }
}
