namespace Lora.Vocabulary;

/// <summary>A kind of adapter, <c>NetworkAlgo</c>.</summary>
public sealed record NetworkVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>kohya's <c>network_module</c> that makes the same files, for their metadata.</summary>
    public required string Module { get; init; }
}

/// <summary>The networks.</summary>
public static class Networks
{
    public static NetworkVariant Lora { get; } = new("lora", "Two low-rank factors beside each layer.")
    {
        Module = "networks.lora",
        Arguments =
        [
            new NumberOption<int>("conv_dim", "Rank at convolutions with a kernel of 3 x 3; 0 = those are not trained.") { KohyaName = "conv_dim", Min = 0,
                Max = 768 },
            new NumberOption<double>("conv_alpha", "Alpha at those convolutions; 0 = conv_dim.") { KohyaName = "conv_alpha", Min = 0, Max = 100000,
                Default = 1 },
        ],
        Aliases = ["networks.lora"],
        Source = "arXiv 2106.09685; kohya sd-scripts networks/lora.py",
    };

    public static IReadOnlyList<NetworkVariant> All { get; } = [Lora];
}
