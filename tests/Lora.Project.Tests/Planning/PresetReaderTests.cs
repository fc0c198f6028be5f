using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

public sealed class PresetReaderTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public PresetReaderTests() =>
        _user.Write("x.loraproj", "<Project>\n<PropertyGroup>\n<LoraPreset>Tiny</LoraPreset>\n<UnetLr>2e-4</UnetLr></PropertyGroup></Project>");

    public static TheoryData<string> Names => [.. Presets.All.Select(preset => preset.Name)];

    [Fact]
    public void Preset_SpeaksWhereAllOthersAreSilent()
    {
        _user.Write("bases.json", """{ "bases": { "tiny": { "path": "model", "resolution": 512 } } }""");
        (_user.Properties["BaseModel"], _user.Properties["LoraPreset"], _user.Properties["UnetLr"]) = ("tiny", "Character", "2e-4");
        AddImages(15);

        var plan = _user.Read(out var findings);

        Assert.Empty(findings);
        Assert.Equal(["project file", "preset Character"], plan.Layers.Saying(RateOptions.UnetLr).Select(layer => layer.Name));
        Assert.Equal(["bases.json", "preset Character"], plan.Layers.Saying(DatasetOptions.Resolution).Select(layer => layer.Name));
        Assert.Equal((2e-4, 512, 5), (plan.Options.Get(RateOptions.UnetLr), plan.Options.Get(DatasetOptions.Resolution),
            plan.Options.Get(DatasetOptions.NumRepeats)));
        Assert.Equal(new SourcePlace(_user.At("x.loraproj"), 3, 2), plan.Places["NumRepeats"]);
    }

    [Theory]
    [InlineData("LearningRate", "1e-5", "UnetLr", "1E-05")]
    [InlineData("MaxTrainSteps", "50", "MaxTrainEpochs", "0")]
    [InlineData("MaxTrainEpochs", "50", "MaxTrainSteps", "0")]
    [InlineData("NetworkDim", "4", "NetworkAlpha", "2")]
    public void WhatTheUserWrites_HasItsUsualEffect(string written, string value, string other, string inForce)
    {
        (_user.Properties["LoraPreset"], _user.Properties[written]) = ("Tiny", value);

        Assert.Equal(inForce, _user.Read(out _).Options.Texts[other]);
    }

    [Fact]
    public void UnknownPreset_IsAWrongValue()
    {
        _user.Properties["LoraPreset"] = "Tyni";

        Assert.Equal((ProjectDiagnostics.WrongValue.Code, 3), Assert.Single(_user.Findings()) is var finding ? (finding.Code, finding.Line) : default);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Preset_TriggersNoDangerOfItsOwn(string preset)
    {
        _user.Properties["LoraPreset"] = preset;
        AddImages(Presets.All.Single(row => row.Name == preset).Images?.Min ?? 20);

        Assert.Empty(_user.Findings());
    }

    [Theory]
    [InlineData("", 1, null)]
    [InlineData("LoraPreset=Character", 14,
        "14 images are fewer than the 15 that the preset Character is made for; Tiny's numbers are NetworkDim 8, UnetLr 0.0003, ")]
    [InlineData("LoraPreset=Character", 15, null)]
    [InlineData("LoraPreset=Character NumRepeats=20", 1, "1 image is fewer than the 15 that the preset Character is made for; Tiny's numbers are ")]
    [InlineData("LoraPreset=CharacterGood", 34, "34 images are fewer than the 35 that the preset CharacterGood is made for; ")]
    [InlineData("LoraPreset=Tiny", 4, "4 images are fewer than the 5 that the preset Tiny is made for. ")]
    [InlineData("LoraPreset=Tiny", 5, null)]
    [InlineData("LoraPreset=x", 4, null)]
    public void FewerImagesThanThePresetsRange_AreAWarning(string written, int images, string? problem)
    {
        foreach (var pair in written.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _user.Properties[pair.Split('=')[0]] = pair.Split('=')[1];
        }

        AddImages(images);
        var found = _user.Findings().Where(finding => finding.Code == TrainingDiagnostics.TooFewImages.Code).ToArray();

        Assert.Equal(problem is null ? 0 : 1, found.Length);
        Assert.All(found, finding => Assert.StartsWith(problem!, finding.Message, StringComparison.Ordinal));
    }

    public void Dispose() => _user.Dispose();

    private void AddImages(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            _user.WriteImage($"images/{number}.png");
        }
    }
}
