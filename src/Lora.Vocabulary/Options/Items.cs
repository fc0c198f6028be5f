namespace Lora.Vocabulary;

/// <summary>The items of a <c>.loraproj</c> that are ours: the rows of an item's group, whose title is the item's name, are its metadata.</summary>
public static class Items
{
    public static IReadOnlyList<OptionGroup> All => field ??=
    [
        ImageOptions.Group, RegularizationImageOptions.Group, PromptOptions.Group, TagRuleOptions.Group, TrainPhaseOptions.Group, BaseItemOptions.Group,
        KohyaDatasetOptions.Group, KohyaConfigOptions.Group,
    ];

    /// <summary>The metadata of the item of that name, whatever the letter case; null if the item is not ours.</summary>
    public static OptionGroup? Find(string name) => All.FirstOrDefault(group => group.Title.Equals(name, StringComparison.OrdinalIgnoreCase));
}
