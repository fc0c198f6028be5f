
namespace Lora.Sdk.Tests.Learning;

/// <summary>
/// Every network and every optimizer learns the quickstart's subject, in 400 steps without regularization images, at the rates that the guides give it
/// (docs/methods.md: what it says was measured here).
/// </summary>
[Trait("Category", "Learning")]
public sealed class MethodTests(SdkPackage package, ITestOutputHelper output)
{
    private const int Steps = 400;

    public static TheoryData<string> Networks => [.. Lora.Vocabulary.Networks.All.Select(network => network.Name)];

    public static TheoryData<string> Optimizers => [.. Lora.Vocabulary.Optimizers.All.Select(optimizer => optimizer.Name)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Network_TellsItsSubjectFromOthers(string name) => Learns("network", name, MethodSettings.OfNetwork(name));

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Optimizer_TellsItsSubjectFromOthers(string name) => Learns("optimizer", name, MethodSettings.OfOptimizer(name));

    /// <summary>The table has a row for each, with the settings that are tried here.</summary>
    [Fact]
    public void Page_HasEveryMethodWithItsSettings()
    {
        Check("network", Networks, MethodSettings.OfNetwork);
        Check("optimizer", Optimizers, MethodSettings.OfOptimizer);

        static void Check(string kind, TheoryData<string> names, Func<string, string> settings)
        {
            var rows = MethodPage.Rows(kind);
            Assert.Equal(names.Select(name => name.Data), rows.Select(row => row.Name));
            Assert.All(rows, row => Assert.Equal(MethodPage.Text(settings(row.Name)), row.Settings));
        }
    }

    private void Learns(string kind, string name, string settings)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LORA_SLOW") == "1",
            "takes minutes: set LORA_SLOW=1; that each trains at all, and towards lower losses, is tested without pictures in Lora.Training.Tests");
        var measure = SubjectMeasure.Of(package, $"method-{kind}-{name}", seeds: 2, plain: true,
            [$"-p:MaxTrainSteps={Steps}", .. settings.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(setting => $"-p:{setting}")]);
        output.WriteLine(measure.ToString());
        if (Environment.GetEnvironmentVariable("LORA_UPDATE") == "1")
        {
            MethodPage.Put(kind, name, settings, measure);
        }

        Assert.InRange(measure.After, 0, 0.9 * measure.Before);
        Assert.InRange(measure.Share, double.NegativeInfinity, 0.5);
    }
}
