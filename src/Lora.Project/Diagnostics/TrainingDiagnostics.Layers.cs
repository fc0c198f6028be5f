namespace Lora.Project;

/// <content>LORA304x: which layers get an adapter.</content>
public static partial class TrainingDiagnostics
{
    public static Descriptor BlockCount { get; } = new("LORA3040", Severity.Error, "A list of blocks does not fit the base model",
        "Give the list one number a block: 25 for Stable Diffusion 1.x and 2.x, 23 for XL; at most 12 or 9 in down_lr_weight and up_lr_weight.",
        "Which number belongs to which block cannot be told.");

    public static Descriptor NoLayer { get; } = new("LORA3041", Severity.Error, "No layer gets an adapter",
        "Take another preset, or leave some blocks a rank and a rate above 0; NetworkTrainUnetOnly and NetworkTrainTextEncoderOnly leave a part out.",
        "A part that is to be trained would stay as it is.");

    public static Descriptor NoSuchModule { get; } = new("LORA3042", Severity.Error, "A pattern of NetworkModules matches no layer",
        "Correct the pattern, or take a preset that names the layers; docs/networks.md says what patterns are compared with.",
        "What the entry asks for would not be done, and nobody would see it.");

    public static Descriptor BlocksWithoutDims { get; } = new("LORA3043", Severity.Error, "A list of blocks has no effect",
        "Add block_dims, or remove the list.",
        "kohya's scripts pass such a list over in silence where neither block_dims nor a rate of blocks is given.");

    public static Descriptor BlockWeightsUnlikeModel { get; } = new("LORA3044", Severity.Error, "BlockWeights do not fit the base model",
        "Give 17 or 26 numbers for Stable Diffusion 1.x and 2.x, 12 or 20 for XL, or the name of a preset or of a block.",
        "Which number belongs to which block cannot be told.");

    public static Descriptor NetworkNotExported { get; } = new("LORA3045", Severity.Error, "The network is not to be said in kohya's files",
        "Take out what is named here, or take a network that knows it: LyCORIS' know presets, kohya's know lists of blocks; nothing has been written.",
        "What kohya's scripts pass over in silence would be trained otherwise there.");

    public static Descriptor NetworkSize { get; } = new("LORA3046", Severity.Error, "The network's size does not fit the base model",
        "Take another NetworkDim: with NetworkAlgo oft and form=kohya one that divides the outputs of every layer, with boft a larger one.",
        "The outputs of a layer are turned in blocks, which have to come out even.");
}
