namespace Lora.Sdk.Tests.Trust;

/// <summary>Clean clones on machines that differ in what should not matter: folder, threads, vectors, culture, time zone.</summary>
public sealed class ReproducibleTests(SdkPackage package)
{
    private const string Prompt = "<Prompt Include=\"wave\" Text=\"zorblax, arms up\" Steps=\"2\" Scale=\"1\" />";

    [Fact]
    public void TwoClones_MakeTheSameBytes()
    {
        var here = Clone("here", new() { [SdkPackage.Processors] = "2" });
        var there = Clone("far away/in a folder that is longer, ü", new()
        {
            [SdkPackage.Processors] = "1",
            ["DOTNET_EnableAVX2"] = "0",
            ["LANG"] = "tr_TR.UTF-8",
            ["LC_ALL"] = "tr_TR.UTF-8",
            ["TZ"] = "Asia/Kathmandu",
        });

        Assert.Equal(here.Made(), there.Made());
        Assert.Equal(File.ReadAllText(here.At("critter.lora.lock.json")), File.ReadAllText(there.At("critter.lora.lock.json")));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void TwoClonesOfTheQuickstartsPictures_MakeTheSameBytes()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LORA_SLOW") == "1", "takes minutes: set LORA_SLOW=1; the small form above always runs");
        var recipe = File.ReadAllText(Path.Combine(Lora.Testing.Repository.Zorblax, "zorblax.loraproj"))
            .Replace("<BaseModel>model</BaseModel>", $"<BaseModel>{Lora.Testing.Repository.ZorblaxModel}</BaseModel>", StringComparison.Ordinal);
        Dictionary<string, string>[] machines =
        [
            new() { [SdkPackage.Processors] = "2" },
            new() { [SdkPackage.Processors] = "1", ["DOTNET_EnableAVX512"] = "0", ["TZ"] = "Pacific/Chatham" },
        ];
        var clones = machines.Select((machine, i) =>
        {
            var clone = UserProject.WithRecipe(package, Path.Combine("reproduced", $"quickstart {i}"), Lora.Testing.Repository.Zorblax, recipe);
            return Built(clone, machine, "-p:MaxTrainSteps=240");
        }).ToArray();

        Assert.Equal(clones[0].Made(), clones[1].Made());
    }

    private UserProject Clone(string name, Dictionary<string, string> machine) => Built(UserProject.WithRealEngine(package, Path.Combine("reproduced", name),
        "<MaxTrainSteps>4</MaxTrainSteps><ShuffleCaption>true</ShuffleCaption><FlipAug>true</FlipAug>", Prompt), machine);

    private static UserProject Built(UserProject project, Dictionary<string, string> machine, params string[] arguments)
    {
        project.Environment["LoraCacheDir"] = project.At("store");
        foreach (var (name, value) in machine)
        {
            project.Environment[name] = value;
        }

        project.Build(arguments).Succeeded();
        return project;
    }
}
