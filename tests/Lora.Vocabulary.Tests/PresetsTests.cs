namespace Lora.Vocabulary.Tests;

public sealed class PresetsTests
{
    public static TheoryData<string> Names => [.. Presets.All.Select(preset => preset.Name)];

    [Fact]
    public void WithoutPreset_TheCharacterRowIsInForce()
    {
        var (without, with) = (Resolve([]).Texts, InForce(Presets.Character).Texts);

        Assert.Equal(with, without);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Row_SetsEachOptionOnceToAValueOfIt(string name)
    {
        var preset = Presets.All.Single(row => row.Name == name);

        Assert.Distinct(preset.Values.Select(value => value.Option));
        Assert.Equal(preset.Values.Select(value => value.Text), preset.Values.Select(value => InForce(preset).Text(value.Option)));
    }

    // guides.md, section 1: dim, alpha, rates, schedule, repeats, epochs, batch
    [Theory]
    [InlineData("Character", 8, 4, 5e-4, 1e-4, "cosine_with_restarts", 5, 10, 4)]
    [InlineData("Style", 12, 6, 3e-4, 5e-5, "cosine", 3, 10, 4)]
    [InlineData("Concept", 8, 4, 4e-4, 8e-5, "linear", 5, 10, 4)]
    [InlineData("Tiny", 8, 4, 3e-4, 5e-5, "cosine_with_restarts", 15, 15, 1)]
    [InlineData("CivitaiXL", 32, 16, 1e-4, 5e-5, "cosine", 50, 4, 2)]
    [InlineData("DuskFall2025", 32, 16, 5e-4, 1e-4, "cosine", 5, 10, 2)]
    [InlineData("Easy", 64, 1, 1, 1, "constant", 1, 0, 1)]
    [InlineData("EasyProdigy", 64, 1, 1, 1, "constant", 1, 0, 1)]
    [InlineData("CharacterGood", 32, 1, 1e-4, 5e-5, "cosine_with_restarts", 5, 0, 4)]
    [InlineData("CharacterBad", 32, 1, 1e-4, 4.5e-5, "cosine_with_restarts", 5, 0, 4)]
    public void Row_IsTheGuides(string name, int dim, double alpha, double unet, double textEncoder, string schedule, int repeats, int epochs, int batch)
    {
        var values = InForce(Presets.All.Single(row => row.Name == name));

        Assert.Equal((dim, alpha, unet, textEncoder), (values.Get(NetworkOptions.NetworkDim), values.Get(NetworkOptions.NetworkAlpha),
            values.Get(RateOptions.UnetLr), values.Get(RateOptions.TextEncoderLr)));
        Assert.Equal((schedule, repeats, epochs, batch), (values.Get(RateOptions.LrScheduler).Name, values.Get(DatasetOptions.NumRepeats),
            values.Get(RunOptions.MaxTrainEpochs), values.Get(RunOptions.TrainBatchSize)));
    }

    private static OptionValues InForce(PresetVariant preset) => Resolve(preset.Values.ToDictionary(value => value.Option.Name, value => value.Text));

    private static OptionValues Resolve(Dictionary<string, string> written) => OptionValues.Resolve(Options.All, written);
}
