namespace Lora.Vocabulary;

/// <summary>
/// Arguments of every network that say which layers get an adapter, of what size and at what rate. Those that are kohya's alone do the same here for LyCORIS'
/// networks.
/// </summary>
public static class TargetArguments
{
    private const int LargestDim = 768;
    private const double LargestAlpha = 100000;
    private static readonly int[] Counts = [.. BlockTable.All.Select(table => table.Kohya.Count)];

    public static Option<IReadOnlyList<double>> BlockDims { get; } = Dims("block_dims", "Rank in each block of the U-Net, in place of NetworkDim; 0 = none.");

    public static Option<IReadOnlyList<double>> BlockAlphas { get; } = Alphas("block_alphas", "Alpha in each of them; 0 = its rank.");

    public static Option<IReadOnlyList<double>> ConvBlockDims { get; } =
        Dims("conv_block_dims", "Rank at 3x3 convolutions in each of them, in place of conv_dim.");

    public static Option<IReadOnlyList<double>> ConvBlockAlphas { get; } = Alphas("conv_block_alphas", "Alpha at those convolutions; 0 = their rank.");

    public static Option<BlockRates> DownLrWeight { get; } = new BlockRatesOption("down_lr_weight",
        "Factors of UnetLr in the blocks on the way down, from the picture's end; a short list is filled up with 1; 0 = not trained.", takesCurve: true)
    { KohyaName = "down_lr_weight" };

    public static Option<BlockRates> MidLrWeight { get; } = new BlockRatesOption("mid_lr_weight", "The same in the middle.", takesCurve: false)
    { KohyaName = "mid_lr_weight" };

    public static Option<BlockRates> UpLrWeight { get; } = new BlockRatesOption("up_lr_weight",
        "The same on the way up, from the middle on.", takesCurve: true)
    { KohyaName = "up_lr_weight" };

    public static Option<double?> BlockLrZeroThreshold { get; } = new OptionalNumberOption("block_lr_zero_threshold", "Factors up to this count as 0.")
    { KohyaName = "block_lr_zero_threshold", Min = 0, Max = 1000 };

    public static Option<double?> LoraPlusLrRatio { get; } = Ratio("loraplus_lr_ratio",
        "LoRA+: factor of the rate of what leads out of the rank (lora_up); 16 is usual.");

    public static Option<double?> LoraPlusUnetLrRatio { get; } = Ratio("loraplus_unet_lr_ratio", "The same in the U-Net.");

    public static Option<double?> LoraPlusTextEncoderLrRatio { get; } = Ratio("loraplus_text_encoder_lr_ratio", "The same in the text encoders.");

    /// <summary>The lists of a number a block.</summary>
    public static IReadOnlyList<Option<IReadOnlyList<double>>> BlockLists { get; } = [BlockDims, BlockAlphas, ConvBlockDims, ConvBlockAlphas];

    /// <summary>What is kohya's alone.</summary>
    public static IReadOnlyList<Option> OfBlocks { get; } = [.. BlockLists, DownLrWeight, MidLrWeight, UpLrWeight, BlockLrZeroThreshold];

    /// <summary>For a network of kohya's.</summary>
    public static IReadOnlyList<Option> Kohya { get; } = [Preset(TargetPresets.Kohya), .. All];

    /// <summary>For one of LyCORIS'.</summary>
    public static IReadOnlyList<Option> Lycoris { get; } = [Preset(TargetPresets.Full), .. All];

    /// <summary>Those of a network's arguments that mean something for all its layers together alone.</summary>
    internal static IEnumerable<Option> OfWhole(NetworkVariant network) =>
        network.Arguments.Where(row => row.Name is "preset" or "train_norm" || All.Contains(row));

    private static IReadOnlyList<Option> All => [.. OfBlocks, LoraPlusLrRatio, LoraPlusUnetLrRatio, LoraPlusTextEncoderLrRatio];

    extension(OptionValues values)
    {
        /// <summary>Which layers the network of a project is laid over.</summary>
        public TargetPresetVariant TargetPreset => values.Get(NetworkOptions.NetworkArgs).Get<TargetPresetVariant>("preset");

        /// <summary>Which layers get an adapter, or of what size, is not what the network does by itself: the base model has to go with it.</summary>
        public bool ChoosesLayers => values.Get(NetworkOptions.NetworkModules).Count > 0
            || OfWhole(values.Get(NetworkOptions.NetworkAlgo)).Any(row => values.Get(NetworkOptions.NetworkArgs).Text(row) != row.DefaultText);

        /// <summary>Whether the network can be laid over a model depends on the model: on its layers, or on their sizes.</summary>
        public bool FitsSomeModels =>
            values.ChoosesLayers || values.Get(NetworkOptions.NetworkAlgo).CountsBlocks(values.Get(NetworkOptions.NetworkArgs));
    }

    /// <summary>Validate looks at the network only where it may not fit.</summary>
    internal static bool AppliesTo(Stage stage, OptionValues values) => stage != Stage.Validate || values.FitsSomeModels;

    private static ChoiceOption<TargetPresetVariant> Preset(TargetPresetVariant usual) => new("preset", "Which layers get an adapter.",
        Variant.Choices(TargetPresets.All))
    {
        KohyaName = "preset",
        Default = usual,
        IsOffAtDefault = true,
    };

    private static NumbersOption Dims(string name, string summary) =>
        new(name, summary, Counts) { KohyaName = name, Min = 0, Max = LargestDim, AreWhole = true };

    private static NumbersOption Alphas(string name, string summary) => new(name, summary, Counts) { KohyaName = name, Min = 0, Max = LargestAlpha };

    private static OptionalNumberOption Ratio(string name, string summary) => new(name, summary) { KohyaName = name, Min = 1e-6, Max = 1e6 };
}
