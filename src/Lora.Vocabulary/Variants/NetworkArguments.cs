namespace Lora.Vocabulary;

/// <summary>
/// Arguments that several networks take, in their peers' spelling. A row is in a key only where it has another value than its default, so that a later row
/// changes no key of before; the two that came first are always there.
/// </summary>
internal static class NetworkArguments
{
    public const string FormName = "form";

    /// <summary>kohya's sizes at convolutions.</summary>
    public static IReadOnlyList<Option> KohyasConvolutions { get; } =
    [
        new NumberOption<int>("conv_dim", "Rank at convolutions with a kernel of 3 x 3; 0 = those are not trained.") { KohyaName = "conv_dim", Min = 0,
            Max = 768 },
        new NumberOption<double>("conv_alpha", "Alpha at those convolutions; 0 = conv_dim.") { KohyaName = "conv_alpha", Min = 0, Max = 100000,
            Default = 1 },
    ];

    /// <summary>LyCORIS' sizes at convolutions.</summary>
    public static IReadOnlyList<Option> Sizes { get; } =
    [
        new NumberOption<int>("conv_dim", "Rank at convolutions with a kernel of 3 x 3; 0 = NetworkDim.")
        {
            KohyaName = "conv_dim", Min = 0, Max = 768, IsOffAtDefault = true,
        },
        new NumberOption<double>("conv_alpha", "Alpha at those convolutions; 0 = NetworkAlpha.")
        {
            KohyaName = "conv_alpha", Min = 0, Max = 100000, IsOffAtDefault = true,
        },
    ];

    public static Option RankDropout { get; } = Chance("rank_dropout", "Chance that a rank of a LoRA, or an output channel of another change, is left out.");

    public static Option ModuleDropout { get; } = Chance("module_dropout", "Chance that an adapter is left out in a step.");

    /// <summary>LyCORIS' dropouts beside <c>NetworkDropout</c>.</summary>
    public static IReadOnlyList<Option> Dropouts { get; } =
    [
        RankDropout, Flag("rank_dropout_scale", "What a rank dropout leaves is enlarged by the share that it took; a LoRA's always is."), ModuleDropout,
    ];

    public static Option RsLora { get; } = Flag("rs_lora", "Scale by alpha / sqrt(dim) in place of alpha / dim (arXiv 2312.03732).");

    public static Option UseTucker { get; } = Flag("use_tucker", "Convolutions are split into a core and a matrix for each side.");

    public static Option UseScalar { get; } = Flag("use_scalar", "One more trained factor of each change, from 0; the file's other tensors have it in them.");

    public static Option TrainNorm { get; } = Flag("train_norm", "Train the scale and shift of norms too.");

    public static Option BypassMode { get; } = Flag("bypass_mode",
        "Compute a change beside its layer in place of a weight that has it, as a LoRA always does.");

    /// <summary>Of what is turned.</summary>
    public static IReadOnlyList<Option> Rotation { get; } =
    [
        new NumberOption<double>("constraint", "Limit of the turn, times the number of outputs; 0 = none.")
        {
            KohyaName = "constraint", Min = 0, IsOffAtDefault = true,
        },
        Flag("rescaled", "Each output channel is scaled too."),
    ];

    /// <summary>Of a change that is made of factors.</summary>
    public static IReadOnlyList<Option> Factors { get; } =
        [.. Sizes, .. Dropouts, RsLora, UseTucker, UseScalar, .. Decomposition(false), BypassMode, TrainNorm];

    /// <summary>DoRA's.</summary>
    /// <param name="isOn">Where nothing is written.</param>
    public static IReadOnlyList<Option> Decomposition(bool isOn) =>
    [
        Flag("dora_wd", "Train the norms of a weight's rows apart from their directions (DoRA).", isOn, "false"),
        Flag("wd_on_output", "A norm each output channel in place of each input channel.", true),
    ];

    /// <summary>Whose form of the network.</summary>
    /// <param name="own">Where nothing is written.</param>
    public static ChoiceOption<string> Form(string own) =>
        new(FormName, "Whose form of it.", [new(Networks.KohyasForm, Networks.KohyasForm), new(Networks.LycorisForm, Networks.LycorisForm)])
        {
            Default = own,
            IsOffAtDefault = true,
        };

    /// <summary>True or false.</summary>
    public static BooleanOption Flag(string name, string summary, bool isOn = false, string kohyaDefault = "") =>
        new(name, summary) { KohyaName = name, KohyaDefault = kohyaDefault, Default = isOn, IsOffAtDefault = true };

    private static NumberOption<double> Chance(string name, string summary) =>
        new(name, summary) { KohyaName = name, Min = 0, Max = 1, IsBelowMax = true, IsOffAtDefault = true };
}
