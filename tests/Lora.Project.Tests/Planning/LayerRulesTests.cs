using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

public sealed class LayerRulesTests : IDisposable
{
    private const string TwentyFive = "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1";
    private readonly PlannedProject _user = new();

    [Theory]
    [InlineData("block_dims=" + TwentyFive + " block_alphas=" + TwentyFive, "")]
    [InlineData("down_lr_weight=sine conv_block_dims=" + TwentyFive, "")]
    [InlineData("block_alphas=" + TwentyFive, "LORA3043: NetworkArgs has block_alphas without block_dims. ")]
    [InlineData("mid_lr_weight=1 conv_block_alphas=" + TwentyFive, "LORA3043: NetworkArgs has conv_block_alphas without conv_block_dims. ")]
    [InlineData("block_lr_zero_threshold=0.1", "LORA3043: NetworkArgs has block_lr_zero_threshold without down_lr_weight, mid_lr_weight or up_lr_weight. ")]
    [InlineData("block_dims=1,2",
        "LORA1004: NetworkArgs: '1,2' is not a value of block_dims, which is 25 or 23 numbers separated by commas, each a whole number ")]
    [InlineData("block_dims=" + TwentyFive + ".5", "LORA1004: NetworkArgs: '" + TwentyFive + ".5' is not a value of block_dims, ")]
    [InlineData("down_lr_weight=sinus", "LORA1004: NetworkArgs: 'sinus' is not a value of down_lr_weight, which is numbers ")]
    [InlineData("down_lr_weight=0.5", "LORA1004: NetworkArgs: '0.5' is not a value of down_lr_weight, which is numbers ")]
    [InlineData("preset=attn", "LORA1004: NetworkArgs: 'attn' is not a value of preset, which is one of kohya, full, ")]
    public void Arguments_AreFoundBeforeAnythingRuns(string arguments, string problem)
    {
        _user.WriteImage("images/a.png");
        _user.Properties["NetworkArgs"] = arguments;
        _user.Read(out var findings);
        Assert.StartsWith(problem, Assert.Single(findings.Where(finding => finding.Severity is Severity.Error)
            .Select(finding => $"{finding.Code}: {finding.Message} ").DefaultIfEmpty("")));
    }

    [Fact]
    public void TextEncoderAlone_GoesWithNoPresetOfTheUnet()
    {
        _user.WriteImage("images/a.png");
        _user.Properties["NetworkArgs"] = "preset=unet-only";
        _user.Properties["NetworkTrainTextEncoderOnly"] = "true";
        _user.Read(out var findings);
        Assert.Contains(findings, finding => finding.Code == "LORA1008" && finding.Message.StartsWith(
            "NetworkTrainTextEncoderOnly is true, and preset=unet-only names no layer of the text encoder.", StringComparison.Ordinal));
    }

    [Fact]
    public void ChosenLayers_AreInTheKeysOfValidateAndTrain_AndOthersInTrainAlone()
    {
        _user.WriteImage("images/a.png");
        var plain = Keys();
        _user.Properties["UnetLr"] = "1e-4";
        Assert.Equal([Stage.Train, Stage.Sample], Changed());
        _user.Properties["NetworkArgs"] = "preset=attn-only";
        Assert.Equal([Stage.Validate, Stage.Train, Stage.Sample], Changed());
        _user.Properties["NetworkArgs"] = "";
        _user.Properties["NetworkModules"] = "*attn2*: dim=4";
        Assert.Equal([Stage.Validate, Stage.Train, Stage.Sample], Changed());

        Dictionary<Stage, string> Keys() => StageKeys.Of(_user.Read(out _)).ToDictionary(pair => pair.Key, pair => pair.Value.Hash);

        IEnumerable<Stage> Changed()
        {
            var keys = Keys();
            return Stage.All.Where(stage => keys[stage] != plain[stage]);
        }
    }

    [Theory]
    [InlineData("NetworkModules", "*attn2*: dim=4", "kohya's scripts know no NetworkModules. ")]
    [InlineData("NetworkArgs", "preset=attn-only", "networks.lora knows no preset=attn-only. ")]
    [InlineData("NetworkArgs", "mid_lr_weight=0.5", "")]
    public void WhatKohyasScriptsPassOver_IsNotExported(string name, string value, string problem)
    {
        _user.WriteImage("images/a.png");
        _user.Properties[name] = value;
        KohyaExport.Write(_user.Read(out _), out var findings);
        Assert.StartsWith(problem, Assert.Single(findings.Where(finding => finding.Code == "LORA3045").Select(finding => finding.Message).DefaultIfEmpty("")));
        Assert.Equal(problem.Length == 0, File.Exists(_user.At("x.kohya.toml")));
    }

    public void Dispose() => _user.Dispose();
}
