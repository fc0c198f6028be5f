namespace Lora.Vocabulary.Tests;

public sealed class StageTests
{
    public static TheoryData<string> Names => [.. Stage.All.Select(stage => stage.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Stage_StandsBehindThoseItBuildsOn(string name)
    {
        var stage = Stage.Find(name)!;

        Assert.All(stage.Upstream, earlier => Assert.True(Place(earlier) < Place(stage)));
    }

    [Fact]
    public void Option_IsSeenThroughTheStagesBetween()
    {
        Assert.True(Stage.Sample.Sees(DatasetOptions.BucketResoSteps));
        Assert.False(Stage.Tag.Sees(DatasetOptions.BucketResoSteps));
    }

    [Fact]
    public void EveryOptionThatIsKeyed_IsReadByAStageOrByThePlan()
    {
        // the plan turns these into content: the base model's files, the captions' names, the images' repeats and flips, the prompts' samplers,
        // the store's place, whether a base model that is not there may be fetched, the options that a preset sets, what a file of prompts says,
        // advice about the network, the LoRAs that a training builds on; how the store is kept changes nothing
        Option[] ofThePlan =
        [
            ProjectOptions.BaseModel, ProjectOptions.BaseModels, ProjectOptions.LoraPreset, BaseModelOptions.VaeModel, BaseModelOptions.BaseModelConfig,
            ProjectOptions.LoraCacheDir, .. CacheOptions.Group, ProjectOptions.LoraOffline, ProjectOptions.LoraLockedMode,
            DatasetOptions.CaptionExtension, DatasetOptions.InJson,
            DatasetOptions.NumRepeats, DatasetOptions.Resolutions,
            DatasetOptions.FlipAug, DatasetOptions.ColorAug, DatasetOptions.RandomCrop, DatasetOptions.FaceCropAugRange, DatasetOptions.AlphaMask,
            DatasetOptions.MaskedLoss, DatasetOptions.ConditioningDataDir,
            .. MakeRegularizationOptions.Group, .. CompareOptions.Group, OutputOptions.SampleSampler, OutputOptions.LoraSarif, OutputOptions.LoraCopyTo,
            SampleOptions.SamplePrompts, NetworkOptions.Difficulty,
            WeightsOptions.NetworkWeights, WeightsOptions.BaseWeights, WeightsOptions.BaseWeightsMultiplier,
        ];

        Assert.Equal(ofThePlan.Select(option => option.Name).Order(), Options.All.Where(option => option.Stages.Count == 0).Select(option =>
            option.Name).Order());
    }

    private static int Place(Stage stage) => Stage.All.ToList().IndexOf(stage);
}
