using System.Text.Json;

namespace Lora.Sdk.Tests;

/// <summary>What a build says of itself: <c>-t:ShowPlan</c> and <c>LoraSarif</c>.</summary>
public sealed class ShowPlanTests(SdkPackage package)
{
    [Fact]
    public void Plan_IsShownWithoutAnEngine_AndWithErrors()
    {
        var project = UserProject.WithDummyEngine(package, "show-plan", "<LoraPreset>Tiny</LoraPreset>\n<UnetLr>2e-4</UnetLr>");

        var shown = project.Build("-t:ShowPlan", "-p:NetworkDim=4").Succeeded();

        Assert.Matches(
            @"UnetLr +0\.0002 +LearningRate, else 5e-4; [^\n]+ +project file critter\.loraproj\(5\); preset Tiny critter\.loraproj\(4\) says 0\.0003",
            shown);
        Assert.Matches(@"NetworkDim +4 +8 +command line; preset Tiny critter\.loraproj\(4\) says 8", shown);
        Assert.Contains("Samples an epoch (images x repeats): 2 x 15 = 30", shown);
        Assert.Contains("  Train                runs, or is taken from the store", shown);
        Assert.False(File.Exists(project.At("obj/critter/model/Validate.request.json")));

        shown = project.Build("--no-restore", "-t:ShowPlan", "-p:TrainBatchSize=many").Failed();
        Assert.Contains("command line, which says many: no value, the default stands in", shown);
        Assert.Contains("error LORA1004: 'many' is not a value of TrainBatchSize", shown);
    }

    [Fact]
    public void EachOfSeveralBases_IsShownAndHasItsSarif()
    {
        var project = UserProject.WithDummyEngine(package, "show-bases", "<NetworkAlpha>32</NetworkAlpha>", "<Base Include=\"one\" Path=\"model\" />");
        project.Edit("critter.loraproj", "<BaseModel>model</BaseModel>", "<BaseModels>one;model</BaseModels>");

        var shown = project.Build("-t:ShowPlan").Succeeded();
        Assert.Contains("critter-1.0.0, for the base model one", shown);
        Assert.Contains("critter-1.0.0, for the base model model", shown);

        var explained = project.Build("--no-restore", "-t:Explain").Succeeded();
        Assert.Contains("critter-1.0.0, for the base model one", explained);
        Assert.Contains("critter-1.0.0, for the base model model", explained);
        Assert.Contains("it has made nothing here yet", explained);

        project.Build("--no-restore", "-t:Validate", "-p:LoraSarif=lint.sarif", "-p:NoWarn=LORA3001").Succeeded();
        Assert.All((string[])["lint.one.sarif", "lint.model.sarif"], file =>
        {
            using var sarif = JsonDocument.Parse(File.ReadAllText(project.At(file)));
            var result = Assert.Single(sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray());
            Assert.Equal("LORA3001", result.GetProperty("ruleId").GetString());
            Assert.True(result.TryGetProperty("suppressions", out _));
            Assert.Equal(4, result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32());
        });
    }
}
