namespace Lora.Vocabulary;

/// <summary>What the tools for LoRA files take, with the names of kohya's arguments. They are properties of the tools' targets alone.</summary>
public static class ToolOptions
{
    private const int HighestRank = 4096;
    private const string Needed = "needed";

    public static OptionGroup Group { get; } = new("Tools for LoRA files");

    public static Option<string> ModelOrg { get; } = Group.Add(new PathOption("ModelOrg", "The model that the LoRA is for: a file or a folder.")
    { KohyaName = "model_org", DefaultRule = "the project's base model" });

    public static Option<string> ModelTuned { get; } = Group.Add(new PathOption("ModelTuned", "The model that the LoRA is to lead to.")
    { KohyaName = "model_tuned", DefaultRule = Needed });

    public static Option<int> Dim { get; } = Group.Add(Rank("Dim", "Highest rank of linear layers and 1x1 convolutions.", "dim", 4));

    public static Option<int> ConvDim { get; } = Group.Add(Rank("ConvDim",
        "Highest rank of other convolutions; 0: they get no LoRA, and no other layer of the residual blocks does.", "conv_dim", 0));

    public static Option<double> ClampQuantile { get; } = Group.Add(new NumberOption<double>("ClampQuantile",
        "Values beyond this quantile of a layer's factors are clamped to it.")
    { KohyaName = "clamp_quantile", KohyaDefault = "0.99", Default = 0.99, Min = 0, Max = 1 });

    public static Option<double> MinDiff { get; } = Group.Add(new NumberOption<double>("MinDiff",
        "The text encoders get a LoRA only if one of their weights differs by more.")
    { KohyaName = "min_diff", KohyaDefault = "0.01", Default = 0.01, Min = 0, Max = 1000 });

    public static Option<double?> Energy { get; } = Group.Add(new OptionalNumberOption("Energy",
        "A share of each layer's sum of squares that is enough: ranks below Dim where they have it.")
    { Min = 0, Max = 1 });

    public static Option<IReadOnlyList<string>> Models { get; } = Group.Add(new PathsOption("Models", "The LoRAs to merge.")
    { KohyaName = "models", DefaultRule = Needed });

    public static Option<IReadOnlyList<double>> Ratios { get; } = Group.Add(new NumberListOption("Ratios", "How strongly each LoRA counts.")
    { KohyaName = "ratios", DefaultRule = Needed, Min = -1000, Max = 1000 });

    public static Option<IReadOnlyList<BlockWeights>> Lbws { get; } = Group.Add(new BlockWeightsListOption("Lbws",
        "Block weights for each LoRA, by which its ratio is multiplied; ALL is 1.")
    { KohyaName = "lbws" });

    public static Option<string> SdModel { get; } = Group.Add(new PathOption("SdModel",
        "The model to merge into: a file becomes a file (safetensors, whatever it was), a folder a folder; layout, names and element types stay.")
    { KohyaName = "sd_model" });

    public static Option<bool> Concat { get; } = Group.Add(new BooleanOption("Concat", "Factors are put side by side: the rank is the sum of the ranks.")
    { KohyaName = "concat", KohyaDefault = "false" });

    public static Option<bool> Shuffle { get; } = Group.Add(new BooleanOption("Shuffle",
        "The ranks of each layer are put into another order, which changes nothing else.")
    { KohyaName = "shuffle", KohyaDefault = "false" });

    public static Option<string> Model { get; } = Group.Add(new PathOption("Model", "The LoRA to resize.") { KohyaName = "model", DefaultRule = Needed });

    public static Option<DynamicMethod> DynamicMethod { get; } = Group.Add(new ChoiceOption<DynamicMethod>("DynamicMethod",
        "How many singular values stay: NewRank; those above the largest divided by DynamicParam; so many that the Frobenius norm, or so many that their sum, "
        + "keeps this share. One more than the rule asks for is kept, as kohya keeps it.",
        [
            new("fixed", Vocabulary.DynamicMethod.Fixed), new("sv_ratio", Vocabulary.DynamicMethod.SvRatio),
            new("sv_fro", Vocabulary.DynamicMethod.SvFro), new("sv_cumulative", Vocabulary.DynamicMethod.SvCumulative),
        ])
    { KohyaName = "dynamic_method" });

    public static Option<double?> DynamicParam { get; } = Group.Add(new OptionalNumberOption("DynamicParam", "The number of DynamicMethod.")
    { KohyaName = "dynamic_param", Min = 0, Max = 1e6 });

    public static Option<int> NewRank { get; } = Group.Add(Rank("NewRank",
        "Merge: the weighted sum of the changes is brought to this rank by its singular values; 0: factor by factor. ResizeLora: rank of linear layers, with "
        + "DynamicMethod the highest allowed; 0: 4.", "new_rank", 0));

    public static Option<int> NewConvRank { get; } = Group.Add(Rank("NewConvRank",
        "The same for convolutions over more than one pixel, by ResizeLora for all; 0: NewRank.", "new_conv_rank", 0));

    public static Option<string> ModelConfig { get; } = Group.Add(new PathOption("ModelConfig",
        "A folder with configs, for models that are files and need it."));

    public static Option<string> SaveTo { get; } = Group.Add(new PathOption("SaveTo", "The file to write; where SdModel is a folder, a folder.")
    { KohyaName = "save_to", DefaultRule = Needed });

    private static NumberOption<int> Rank(string name, string summary, string kohya, int otherwise) =>
        new(name, summary) { KohyaName = kohya, Default = otherwise, Min = 0, Max = HighestRank };
}
