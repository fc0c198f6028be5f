namespace Lora.Vocabulary;

/// <summary>The metadata of a <c>KohyaDataset</c>, a dataset configuration of kohya's scripts whose pictures are trained.</summary>
public static class KohyaDatasetOptions
{
    public static OptionGroup Group { get; } = new("KohyaDataset");

    public static Option<bool> AllowOutside { get; } = Group.Add(new BooleanOption("AllowOutside", "The file may name folders outside of the project's."));
}
