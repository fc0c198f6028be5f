using Lora.Testing;

namespace Lora.Vocabulary.Tests.Generated;

/// <summary>What repeats the vocabulary's rows is generated from them; with LORA_UPDATE=1 it is written.</summary>
public sealed class GeneratedFilesTests
{
    [Theory]
    [InlineData("sdk/Lora.Sdk/targets/Lora.Options.props")]
    [InlineData("sdk/Lora.Sdk/targets/Lora.Options.targets")]
    [InlineData("sdk/Lora.Sdk/targets/Lora.ToolOptions.targets")]
    [InlineData("sdk/Lora.Sdk/targets/Lora.Stages.targets")]
    [InlineData("sdk/Lora.Sdk/targets/Lora.OuterStages.targets")]
    [InlineData("sdk/Lora.Sdk/targets/Lora.EnginePackages.targets")]
    [InlineData("docs/options.md")]
    [InlineData("docs/presets.md")]
    [InlineData("schemas/loraproj.schema.json")]
    [InlineData("schemas/loraproj.xsd")]
    public void File_IsWhatTheRowsSay(string file)
    {
        var text = file switch
        {
            "sdk/Lora.Sdk/targets/Lora.Options.props" => SdkFiles.OptionsProps(),
            "sdk/Lora.Sdk/targets/Lora.Options.targets" => SdkFiles.OptionsTargets(),
            "sdk/Lora.Sdk/targets/Lora.ToolOptions.targets" => SdkFiles.ToolOptionsTargets(),
            "sdk/Lora.Sdk/targets/Lora.Stages.targets" => SdkFiles.StagesTargets(),
            "sdk/Lora.Sdk/targets/Lora.OuterStages.targets" => SdkFiles.OuterStagesTargets(),
            "sdk/Lora.Sdk/targets/Lora.EnginePackages.targets" => SdkFiles.EnginesTargets(),
            "docs/presets.md" => PresetsPage.Text(),
            "schemas/loraproj.schema.json" => LoraprojSchema.Text(),
            "schemas/loraproj.xsd" => LoraprojXsd.Text(),
            _ => OptionsPage.Text(),
        };
        var path = Repository.At(file);
        if (Environment.GetEnvironmentVariable("LORA_UPDATE") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(text, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void EveryStage_HasATargetsFileThatWaitsForThoseItBuildsOn() => Assert.All(Stage.All, stage =>
    {
        var text = File.ReadAllText(Repository.At("sdk", "Lora.Sdk", "targets", $"Lora.{stage}.targets"));
        Assert.Contains($"<Target Name=\"{stage}\"", text, StringComparison.Ordinal);
        var waitsFor = text.Split($"<{stage}DependsOn>", 2)[1].Split('<', 2)[0].Split(';');
        Assert.All(stage.Upstream, earlier => Assert.Contains(earlier.Name, waitsFor));
    });
}
