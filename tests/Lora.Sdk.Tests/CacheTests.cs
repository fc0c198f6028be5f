namespace Lora.Sdk.Tests;

/// <summary>The store as a user sees it: <c>-t:CacheInfo</c>, <c>-t:CacheClean</c>.</summary>
public sealed class CacheTests(SdkPackage package)
{
    [Fact]
    public void Store_IsShownAndEmptied_ForOneBaseAndForSeveral()
    {
        var project = UserProject.WithRealEngine(package, "cache verbs");
        project.Environment["LoraCacheDir"] = project.At("my store");
        project.Environment["LoraCacheSize"] = "5 GB";
        project.Build("-t:Resize").Succeeded();
        project.Write("my store/bases/0123.safetensors", "model");

        // whatever else is wrong with the project
        var shown = project.Build("--no-restore", "-t:CacheInfo", "-p:TrainBatchSize=many").Succeeded();

        Assert.Contains($"Store: {project.At("my store")}", shown, StringComparison.Ordinal);
        Assert.Matches(@"entries +\d\d files +\d+ KB   at most 5\.0 GB \(LoraCacheSize\), the oldest unused since 20", shown);
        Assert.Matches(@"base models +1 files +4 KB", shown);

        var text = File.ReadAllText(project.At("critter.loraproj"));
        project.Write("critter.loraproj", System.Text.RegularExpressions.Regex.Replace(text, "<BaseModel>.*</BaseModel>", "<BaseModels>one;two</BaseModels>"));
        var cleaned = project.Build("-t:CacheClean", "-p:LoraCacheSize=nonsense").Succeeded();

        Assert.Single(System.Text.RegularExpressions.Regex.Matches(cleaned, @"Removed: \d\d entries \(\d+ KB\), 1 files of base models"));
        Assert.Equal(["trim.lock"], Directory.GetFiles(project.At("my store"), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }
}
