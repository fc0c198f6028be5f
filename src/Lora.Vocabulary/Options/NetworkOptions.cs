namespace Lora.Vocabulary;

/// <summary>What is trained.</summary>
public static class NetworkOptions
{
    internal static OptionGroup Group { get; } = new("Network");

    public static Option<NetworkVariant> NetworkAlgo { get; } = Group.Add(new ChoiceOption<NetworkVariant>("NetworkAlgo", "The kind of adapter.",
        Variant.Choices(Networks.All))
    {
        KohyaName = "network_module",
        KohyaDefault = "networks.lora",
        Default = Networks.Lora,
        Stages = [Stage.Validate, Stage.Train],
        AppliesTo = TargetArguments.AppliesTo,
    });

    public static Option<OptionValues> NetworkArgs { get; } = Group.Add(new ArgumentsOption("NetworkArgs", "Arguments of the network: conv_dim=4 conv_alpha=1.",
        static values => values.Get(NetworkAlgo))
    {
        KohyaName = "network_args",
        Stages = [Stage.Validate, Stage.Train],
        AppliesTo = TargetArguments.AppliesTo,
    });

    public static Option<int> NetworkDim { get; } = Group.Add(new NumberOption<int>("NetworkDim", "Rank of the LoRA.")
    {
        KohyaName = "network_dim",
        KohyaDefault = "4",
        Default = 8,
        Min = 1,
        Max = 768,
        Stages = [Stage.Validate, Stage.Train],
        AppliesTo = TargetArguments.AppliesTo,
    });

    public static Option<double> NetworkAlpha { get; } = Group.Add(new NumberOption<double>("NetworkAlpha",
        "The LoRA is scaled by alpha / dim; 0 = NetworkDim, with block_dims the rank of each block.")
    {
        KohyaName = "network_alpha",
        KohyaDefault = "1",
        Min = 0,
        Max = 100000,
        Stages = [Stage.Validate, Stage.Train],
        AppliesTo = TargetArguments.AppliesTo,
        DefaultRule = "half of NetworkDim",
        Rule = static (values, written) => written.Or(values.Get(NetworkDim) / 2.0) is var alpha and > 0 ? alpha
            : values.Get(NetworkArgs).Get(TargetArguments.BlockDims) is null ? values.Get(NetworkDim) : 0,
    });

    public static Option<double> NetworkDropout { get; } = Group.Add(new NumberOption<double>("NetworkDropout",
        "Chance that a value between the factors of a LoRA, or one that another adapter adds, is left out in training.")
    {
        KohyaName = "network_dropout",
        KohyaDefault = "0",
        Min = 0,
        Max = 1,
        IsBelowMax = true,
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    public static Option<IReadOnlyList<NetworkModule>> NetworkModules { get; } = Group.Add(new NetworkModulesOption("NetworkModules",
        "Kind, rank and alpha of some layers, told by patterns (docs/networks.md).", static values => (values.Get(NetworkAlgo), values.Get(NetworkArgs)))
    {
        Default = [],
        Stages = [Stage.Validate, Stage.Train],
        IsOffAtDefault = true,
    });

    // advice alone: no stage reads it
    public static Option<DifficultyVariant> Difficulty { get; } = Group.Add(new ChoiceOption<DifficultyVariant>("Difficulty",
        "How hard the subject is to learn, from A to I (docs/presets.md): says whether NetworkDim and NetworkAlgo suit it.",
        Variant.Choices(Difficulties.All)));

    public static Option<bool> NetworkTrainUnetOnly { get; } = Group.Add(new BooleanOption("NetworkTrainUnetOnly", "Leave the text encoder as it is.")
    {
        KohyaName = "network_train_unet_only",
        KohyaDefault = "false",
        Stages = [Stage.Train],
    });

    public static Option<bool> NetworkTrainTextEncoderOnly { get; } = Group.Add(new BooleanOption("NetworkTrainTextEncoderOnly", "Leave the U-Net as it is.")
    {
        KohyaName = "network_train_text_encoder_only",
        KohyaDefault = "false",
        Stages = [Stage.Train],
    });
}
