namespace Lora.Vocabulary;

/// <summary>The metadata of a <c>KohyaConfig</c>, a training configuration of kohya's scripts or of their GUI.</summary>
public static class KohyaConfigOptions
{
    public static OptionGroup Group { get; } = new("KohyaConfig");

    public static Option<bool> AllowOutside { get; } = Group.Add(KohyaDatasetOptions.AllowOutside);
}
