using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

public sealed class LoraInputReaderTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public LoraInputReaderTests()
    {
        _user.WriteImage("images/a.png");
        _user.Write("a.safetensors", "a");
        _user.Write("sub/b.safetensors", "b");
    }

    public void Dispose() => _user.Dispose();

    [Fact]
    public void Files_AreInTheKeysByTheirContent()
    {
        var none = StageKeys.Of(_user.Read(out _));
        _user.Properties["NetworkWeights"] = "a.safetensors";
        _user.Properties["BaseWeights"] = "sub/b.safetensors; a.safetensors";
        _user.Properties["BaseWeightsMultiplier"] = "0.5";
        var plan = _user.Read(out var findings);
        Assert.Empty(findings);
        Assert.Equal([(true, 0.5), (true, 1.0)], plan.Loras.Skip(1).Select(lora => (lora.IsOfBase, lora.Multiplier)));
        Assert.Equal(["a", "b x 0.5", "a"], plan.Loras.Select(lora => lora.ToString()));
        var keys = StageKeys.Of(plan);
        Assert.Equal([Stage.Validate, Stage.CacheTextEmbeddings, Stage.Train, Stage.Sample], Stage.All.Where(stage => keys[stage].Hash != none[stage].Hash));

        _user.Write("moved/c.safetensors", "a");
        _user.Properties["NetworkWeights"] = "moved/c.safetensors";
        Assert.Equal(keys[Stage.Train].Hash, StageKeys.Of(_user.Read(out _))[Stage.Train].Hash);
        _user.Write("sub/b.safetensors", "other");
        Assert.NotEqual(keys[Stage.CacheTextEmbeddings].Hash, StageKeys.Of(_user.Read(out _))[Stage.CacheTextEmbeddings].Hash);

        var request = plan.Request(Stage.Train, keys);
        Assert.Equal(plan.Loras, StageJson.ReadRequest(StageJson.Write(request)).Loras);
    }

    [Theory]
    [InlineData("NetworkWeights=c.safetensors", "LORA1062", "NetworkWeights: there is no file 'c.safetensors'.")]
    [InlineData("BaseWeights=c.safetensors", "LORA1062", "BaseWeights: there is no file 'c.safetensors'.")]
    [InlineData("BaseWeights=a.safetensors BaseWeightsMultiplier=x", "LORA1004", "'x' is not a value of BaseWeightsMultiplier")]
    [InlineData("BaseWeights=a.safetensors BaseWeightsMultiplier=1;2", "LORA1008", "BaseWeightsMultiplier has 2 numbers, and BaseWeights 1 files.")]
    [InlineData("DimFromWeights=true", "LORA1008", "DimFromWeights is true, and NetworkWeights names no LoRA.")]
    [InlineData("SaveLastNEpochs=2", "LORA1008", "SaveLastNEpochs is set, and SaveEveryNEpochs keeps no epoch.")]
    [InlineData("SaveLastNSteps=2", "LORA1008", "SaveLastNSteps is set, and SaveEveryNSteps keeps no step.")]
    [InlineData("SaveLastNEpochs=2 SaveNEpochRatio=4 SaveEveryNSteps=10 SaveLastNSteps=20", "", "")]
    public void WhatCannotBe_IsAnError(string written, string code, string problem)
    {
        foreach (var pair in written.Split(' ').Select(text => text.Split('=')))
        {
            _user.Properties[pair[0]] = pair[1];
        }

        _user.Read(out var findings);

        if (code.Length == 0)
        {
            Assert.Empty(findings);
            return;
        }

        var finding = Assert.Single(findings);
        Assert.Equal(code, finding.Code);
        Assert.StartsWith(problem, finding.Message);
    }

    [Fact]
    public void ReferencedProject_IsGoneOnFrom_AndSaidWhereItStands()
    {
        _user.Properties["NetworkWeights"] = "a.safetensors";
        var key = StageKeys.Of(_user.Read(out _))[Stage.Train].Hash;
        _user.Properties.Remove("NetworkWeights");
        _user.Properties["DimFromWeights"] = "false";
        Refer("v1/x.loraproj", "NetworkWeights", "a.safetensors");
        var plan = _user.Read(out var findings);
        Assert.Empty(findings);
        Assert.Equal(key, StageKeys.Of(plan)[Stage.Train].Hash);
        Assert.Equal((WeightsOptions.NetworkWeights.Name, _user.At("a.safetensors"), 3), (plan.Loras[0].File.Part, plan.Loras[0].File.Path,
            plan.Loras[0].Place.Line));
        Assert.Contains(plan.Layers.Saying(WeightsOptions.NetworkWeights), layer => layer.Name == "v1/x.loraproj");
    }

    [Theory]
    [InlineData("NetworkWeights", "none.safetensors", "", "LORA1062", "'v1/x.loraproj' has made no LoRA yet: there is no file '")]
    [InlineData("NetworkWeights", "a.safetensors", "a.safetensors", "LORA1068", "A training goes on from one LoRA, and here are that of 'v1/x.loraproj' and")]
    [InlineData("NetworkWeight", "a.safetensors", "", "LORA1068", "The LoRA of 'v1/x.loraproj' is taken for nothing: its OutputItemType is 'NetworkWeight'")]
    public void WrongReference_IsAnError(string type, string made, string property, string code, string problem)
    {
        _user.Properties["NetworkWeights"] = property;
        Refer("v1/x.loraproj", type, made);
        _user.Read(out var findings);
        var finding = Assert.Single(findings);
        Assert.Equal((code, 3), (finding.Code, finding.Line));
        Assert.StartsWith(problem, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralReferences_OrOneToNothing_AreErrors()
    {
        Refer("v1/x.loraproj", "NetworkWeights", "a.safetensors");
        Refer("v2/x.loraproj", "NetworkWeights", "sub/b.safetensors");
        _user.Read(out var findings);
        Assert.StartsWith("A training goes on from one LoRA, and here are 'v1/x.loraproj', 'v2/x.loraproj'. ", Assert.Single(findings).Message);

        _user.References.Clear();
        Refer("v1/x.loraproj", "NetworkWeights", "a.safetensors");
        File.Delete(_user.At("v1/x.loraproj"));
        _user.Read(out findings);
        Assert.StartsWith("There is no project 'v1/x.loraproj'. ", Assert.Single(findings).Message);
        Assert.Equal("LORA1062", findings[0].Code);
    }

    [Fact]
    public void ReferenceForATargetOfTheUsers_IsTheirBusiness()
    {
        Refer("v1/x.loraproj", "_MyLora", "a.safetensors");
        Assert.Empty(_user.Read(out var findings).Loras);
        Assert.Empty(findings);
    }

    private void Refer(string include, string type, string made)
    {
        _user.Write("x.loraproj", $"<Project Sdk='Lora.Sdk'>\n<ItemGroup>\n<ProjectReference Include='{include}' />\n</ItemGroup>\n</Project>");
        _user.Write(include, "<Project Sdk='Lora.Sdk'/>");
        _user.References.Add(new(include, _user.At(include), type, _user.At(made)));
    }

    [Fact]
    public void KohyasLists_AreTakenAndWrittenBack()
    {
        _user.Write("config.toml", "network_weights = \"a.safetensors\"\n"
            + "base_weights = [\"sub/b.safetensors\", \"a.safetensors\"]\nbase_weights_multiplier = [0.5, 2]\n");
        _user.KohyaConfigs.Add(_user.Item("config.toml"));
        var plan = _user.Read(out var findings);
        Assert.Empty(findings);
        Assert.Equal([("a.safetensors", 1.0), ("b.safetensors", 0.5), ("a.safetensors", 2.0)], plan.Loras.Select(lora => (lora.File.Name, lora.Multiplier)));
        var lines = ExportedOptions.Training(plan).ToArray();
        Assert.Contains("network_weights = \"a.safetensors\"", lines);
        Assert.Contains("base_weights = [\"sub/b.safetensors\", \"a.safetensors\"]", lines);
        Assert.Contains("base_weights_multiplier = [0.5, 2.0]", lines);
    }
}
