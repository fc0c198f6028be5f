namespace Lora.Vocabulary;

/// <summary>
/// Arguments that several networks take, in LyCORIS' spelling. None is in a key while it has its default: a later row changes no key of before.
/// </summary>
internal static class NetworkArguments
{
    public static Option RankDropout { get; } = Chance("rank_dropout", "Chance that a rank of a LoRA, or an output channel of another change, is left out.");

    public static Option ModuleDropout { get; } = Chance("module_dropout", "Chance that an adapter is left out in a step.");

    public static Option RankDropoutScale { get; } = Flag("rank_dropout_scale", "What a rank dropout leaves is enlarged by the share that it took.");

    public static Option RsLora { get; } = Flag("rs_lora", "Scale by alpha / sqrt(dim) in place of alpha / dim (arXiv 2312.03732).");

    public static Option UseTucker { get; } = Flag("use_tucker", "Convolutions are split into three factors in place of two.");

    public static Option UseScalar { get; } = Flag("use_scalar", "One more trained factor of each change, from 0; it is in the file's other tensors.");

    /// <summary>LyCORIS' sizes at convolutions.</summary>
    public static IReadOnlyList<Option> Convolutions { get; } =
    [
        new NumberOption<int>("conv_dim", "Rank at convolutions with a kernel of 3 x 3; 0 = NetworkDim.")
        {
            KohyaName = "conv_dim", Min = 0, Max = 768, Applies = static values => values.Get<int>("conv_dim") > 0,
        },
        new NumberOption<double>("conv_alpha", "Alpha at those convolutions; 0 = NetworkAlpha.")
        {
            KohyaName = "conv_alpha", Min = 0, Max = 100000, Applies = static values => values.Get<double>("conv_alpha") > 0,
        },
    ];

    /// <summary>DoRA's.</summary>
    /// <param name="isOn">Where nothing is written.</param>
    public static IReadOnlyList<Option> Decomposition(bool isOn) =>
    [
        Flag("dora_wd", "Train the norms of a weight's rows apart from their directions (DoRA).", isOn),
        Flag("wd_on_output", "A norm each output channel in place of each input channel.", true),
    ];

    /// <summary>True or false.</summary>
    public static BooleanOption Flag(string name, string summary, bool isOn = false) =>
        new(name, summary) { KohyaName = name, Default = isOn, Applies = values => values.Get<bool>(name) != isOn };

    private static NumberOption<double> Chance(string name, string summary) =>
        new(name, summary) { KohyaName = name, Min = 0, Max = 1, IsBelowMax = true, Applies = values => values.Get<double>(name) > 0 };
}
