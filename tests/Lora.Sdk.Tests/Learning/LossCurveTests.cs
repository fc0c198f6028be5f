using System.Text.Json;
using Lora.Testing;

namespace Lora.Sdk.Tests.Learning;

/// <summary>The quickstart trained with its base model in bf16: the mean loss of every epoch stays beside that of fp32.</summary>
[Trait("Category", "Learning")]
public sealed class LossCurveTests(SdkPackage package)
{
    /// <summary>Of an epoch's mean loss. The whole recipe differed by 0.071 at most and by 0.035 in the mean.</summary>
    private const double Distance = 0.1;

    private const int StepsPerEpoch = 56;

    [Fact]
    public void WholeRecipe_StaysBesideFp32()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LORA_SLOW") == "1", "takes minutes: set LORA_SLOW=1; the small form below always runs");
        Compare("curve", epochs: 30);
    }

    /// <summary>One epoch.</summary>
    [Fact]
    public void FewSteps_StayBesideFp32() => Compare("curve-small", epochs: 1);

    private void Compare(string name, int epochs)
    {
        var exact = EpochLosses($"{name}-fp32", "no", epochs);
        var half = EpochLosses($"{name}-bf16", "bf16", epochs);
        Assert.Equal((epochs, epochs), (exact.Length, half.Length));
        Assert.NotEqual(exact, half);
        Assert.All(exact.Zip(half), pair => Assert.InRange(Math.Abs(pair.Second - pair.First) / pair.First, 0, Distance));
    }

    private double[] EpochLosses(string name, string precision, int epochs)
    {
        var recipe = File.ReadAllText(Directory.GetFiles(Repository.Zorblax, "*.loraproj").Single());
        var project = UserProject.WithRecipe(package, name, Repository.Zorblax, recipe);
        project.Build("-t:Train", $"-p:BaseModel={Repository.ZorblaxModel}", $"-p:MixedPrecision={precision}",
            FormattableString.Invariant($"-p:MaxTrainSteps={epochs * StepsPerEpoch}")).Succeeded();
        return [.. File.ReadLines(Directory.GetFiles(project.At("bin"), "*.log.jsonl").Single())
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("loss").GetDouble()).Chunk(StepsPerEpoch).Select(epoch => epoch.Average())];
    }
}
