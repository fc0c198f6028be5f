namespace Lora.Vocabulary;

/// <summary>LoRAs that a training builds on.</summary>
public static class WeightsOptions
{
    internal static OptionGroup Group { get; } = new("Weights to build on");

    // what a file holds is in the keys, wherever it lies
    public static Option<string> NetworkWeights { get; } = Group.Add(new PathOption("NetworkWeights",
        "A LoRA that the training goes on from: it begins with these weights (docs/training.md).")
    {
        KohyaName = "network_weights",
    });

    public static Option<bool> DimFromWeights { get; } = Group.Add(new BooleanOption("DimFromWeights",
        "Take layers, ranks and alphas from NetworkWeights, in place of NetworkDim and NetworkAlpha.")
    {
        KohyaName = "dim_from_weights",
        KohyaDefault = "false",
        Stages = [Stage.Validate, Stage.Train],
        IsOffAtDefault = true,
        AppliesTo = TargetArguments.AppliesTo,
    });

    public static Option<IReadOnlyList<string>> BaseWeights { get; } = Group.Add(new PathsOption("BaseWeights",
        "LoRAs that are merged into the base model before it is trained on and drawn with.")
    {
        KohyaName = "base_weights",
    });

    public static Option<IReadOnlyList<double>> BaseWeightsMultiplier { get; } = Group.Add(new NumberListOption("BaseWeightsMultiplier",
        "Strength of each of BaseWeights.")
    {
        KohyaName = "base_weights_multiplier",
        Min = -100,
        Max = 100,
        DefaultRule = "1 for each that is left out",
    });
}
