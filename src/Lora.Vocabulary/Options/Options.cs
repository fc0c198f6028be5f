namespace Lora.Vocabulary;

/// <summary>
/// Every property of a <c>.loraproj</c>, one row each in the files beside this one. A default is the Character row of the community's guides, of a range the
/// lowest; where the row is silent, kohya's.
/// </summary>
public static class Options
{
    /// <summary>The groups in the order of the documentation.</summary>
    public static IReadOnlyList<OptionGroup> Groups => field ??=
        [
            ProjectOptions.Group, BaseModelOptions.Group, DatasetOptions.Group, ResizeOptions.Group, QualityOptions.Group,
            CaptionOptions.Group, NetworkOptions.Group, RateOptions.Group, LrScheduleOptions.Group, LossOptions.Group, NoiseOptions.Group,
            RunOptions.Group, WeightsOptions.Group,
            OutputOptions.Group, MetadataOptions.Group, MakeRegularizationOptions.Group, CompareOptions.Group,
            SampleOptions.Group, ValidationOptions.Group, EngineOptions.Group, TaggerOptions.Group, CacheOptions.Group,
        ];

    /// <summary>All rows, in the order of the documentation.</summary>
    public static IReadOnlyList<Option> All => field ??= [.. Groups.SelectMany(group => group)];

    /// <summary>The row of that name, whatever the letter case (MSBuild's rule); null if there is none.</summary>
    public static Option? Find(string name) => Groups.Select(group => group.Find(name)).FirstOrDefault(row => row is not null);
}
