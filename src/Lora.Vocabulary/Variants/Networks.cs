namespace Lora.Vocabulary;

/// <summary>A kind of adapter, <c>NetworkAlgo</c>.</summary>
public sealed record NetworkVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>kohya's <c>network_module</c> that makes the same files, for their metadata.</summary>
    public required string Module { get; init; }

    /// <summary>LyCORIS' <c>algo</c> where <see cref="Module"/> is LyCORIS; null elsewhere.</summary>
    public string? Algo { get; init; }

    /// <summary>Convolutions of more than one pixel are trained without being asked for, at <c>NetworkDim</c> where <c>conv_dim</c> is not given.</summary>
    public bool AdaptsConvolutions { get; init; }
}

/// <summary>The networks.</summary>
public static class Networks
{
    private const string Lycoris = "lycoris.kohya";

    public static NetworkVariant Lora { get; } = new("lora", "Two low-rank factors beside each layer.")
    {
        Module = "networks.lora",
        Arguments =
        [
            new NumberOption<int>("conv_dim", "Rank at convolutions with a kernel of 3 x 3; 0 = those are not trained.") { KohyaName = "conv_dim", Min = 0,
                Max = 768 },
            new NumberOption<double>("conv_alpha", "Alpha at those convolutions; 0 = conv_dim.") { KohyaName = "conv_alpha", Min = 0, Max = 100000,
                Default = 1 },
            NetworkArguments.RankDropout, NetworkArguments.ModuleDropout, NetworkArguments.RsLora, NetworkArguments.UseTucker, NetworkArguments.UseScalar,
        ],
        Aliases = ["networks.lora"],
        Source = "arXiv 2106.09685; kohya sd-scripts networks/lora.py",
    };

    public static NetworkVariant LoCon { get; } = new("locon", "LoRA at the convolutions of the residual blocks too.")
    {
        Module = Lycoris,
        Algo = "locon",
        AdaptsConvolutions = true,
        Arguments =
        [
            .. NetworkArguments.Convolutions, NetworkArguments.RankDropout, NetworkArguments.ModuleDropout,
            NetworkArguments.RsLora, NetworkArguments.UseTucker, NetworkArguments.UseScalar, .. NetworkArguments.Decomposition(false),
        ],
        Source = "kohya sd-scripts networks/lora.py; LyCORIS modules/locon.py",
    };

    public static NetworkVariant Dora { get; } = new("dora", "LoRA that trains the norms of a weight's rows apart from their directions.")
    {
        Module = Lycoris,
        Algo = "lora",
        AdaptsConvolutions = true,
        Arguments =
        [
            .. NetworkArguments.Convolutions, NetworkArguments.RankDropout, NetworkArguments.RankDropoutScale, NetworkArguments.ModuleDropout,
            NetworkArguments.RsLora, NetworkArguments.UseTucker, NetworkArguments.UseScalar, .. NetworkArguments.Decomposition(true),
        ],
        Source = "arXiv 2402.09353; LyCORIS modules/locon.py",
    };

    public static IReadOnlyList<NetworkVariant> All { get; } = [Lora, LoCon, Dora];
}
