namespace Lora.Vocabulary;

/// <summary>A kind of adapter, <c>NetworkAlgo</c>.</summary>
public sealed record NetworkVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>kohya's <c>network_module</c> that makes the same files, for their metadata.</summary>
    public required string Module { get; init; }

    /// <summary>LyCORIS' <c>algo</c> where <see cref="Module"/> is LyCORIS; empty elsewhere.</summary>
    public string Algo { get; init; } = "";

    /// <summary>Module and algo of the other peer's form, which the argument <c>form</c> chooses; null where there is one form.</summary>
    public (string Module, string Algo)? OtherForm { get; init; }

    /// <summary>Convolutions of more than one pixel are trained without being asked for, at <c>NetworkDim</c> where <c>conv_dim</c> is not given.</summary>
    public bool AdaptsConvolutions { get; init; }

    /// <summary>Its files are a LoRA's, with nothing more where no argument asks for more.</summary>
    public bool IsLowRank { get; init; }

    /// <summary>It takes so many times the rate of a LoRA.</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>The change to a layer's weight follows the factors in proportion, so that <see cref="RunOptions.ScaleWeightNorms"/> can scale it.</summary>
    public bool ScalesNorms { get; init; }

    /// <summary>Programs that do not load its files.</summary>
    public IReadOnlyList<string> NotLoadedBy { get; init; } = [];

    /// <summary>It turns the outputs of a layer in blocks that have to come out even, so that not every size will do.</summary>
    public bool CountsBlocks(OptionValues arguments) => Name == Networks.Boft.Name
        || (Name == Networks.Oft.Name && arguments.Get<string>(NetworkArguments.FormName) == Networks.KohyasForm);

    /// <summary>Whether diffusers has a form for its files.</summary>
    public bool HasDiffusersForm(OptionValues arguments) =>
        IsLowRank && !arguments.Is("dora_wd") && !arguments.Is("use_tucker") && !arguments.Is("train_norm");

    /// <summary>Value of <c>form</c> that chooses <see cref="OtherForm"/>.</summary>
    public string OtherFormName => Module == Networks.Lycoris ? Networks.KohyasForm : Networks.LycorisForm;

    /// <summary>Whose module makes the same files with these arguments, and the arguments as it takes them: those that are not at its default.</summary>
    public (string Module, IReadOnlyList<(string Name, string Text)> Arguments) PeerOf(OptionValues arguments)
    {
        var (module, algo) = OtherForm is { } other && arguments.Get<string>(NetworkArguments.FormName) == OtherFormName ? other : (Module, Algo);
        var given = Arguments.Where(row => row.Name != NetworkArguments.FormName)
            .Where(row => arguments.Text(row) != (row.KohyaDefault.Length > 0 ? row.KohyaDefault : row.DefaultText))
            .Select(row => (row.Name, arguments.Text(row)));
        return (module, algo.Length > 0 ? [("algo", algo), .. given] : [.. given]);
    }
}

/// <summary>The networks.</summary>
public static class Networks
{
    /// <summary>The module of every LyCORIS network.</summary>
    public const string Lycoris = "lycoris.kohya";

    /// <summary>Value of <c>form</c>.</summary>
    public const string KohyasForm = "kohya";

    /// <summary>Value of <c>form</c>.</summary>
    public const string LycorisForm = "lycoris";

    private const string Comfy = "ComfyUI";
    private const string A1111 = "AUTOMATIC1111";
    private const string Forge = "Forge";
    private const string Diffusers = "diffusers";

    public static NetworkVariant Lora { get; } = new("lora", "Two low-rank factors beside each layer.")
    {
        Module = "networks.lora",
        IsLowRank = true,
        ScalesNorms = true,
        Arguments =
        [
            .. NetworkArguments.KohyasConvolutions, NetworkArguments.RankDropout, NetworkArguments.ModuleDropout,
            NetworkArguments.RsLora, NetworkArguments.UseTucker, NetworkArguments.UseScalar, .. TargetArguments.Kohya,
        ],
        Aliases = ["networks.lora"],
        Source = "arXiv 2106.09685; kohya sd-scripts networks/lora.py",
    };

    public static NetworkVariant LoCon { get; } = new("locon", "LoRA at the convolutions of the residual blocks too.")
    {
        Module = Lycoris,
        ScalesNorms = true,
        Algo = "locon",
        IsLowRank = true,
        AdaptsConvolutions = true,
        Arguments =
        [
            .. NetworkArguments.Sizes, .. NetworkArguments.Dropouts, NetworkArguments.RsLora, NetworkArguments.UseTucker, NetworkArguments.UseScalar,
            .. NetworkArguments.Decomposition(false), NetworkArguments.BypassMode, NetworkArguments.TrainNorm, .. TargetArguments.Lycoris,
        ],
        Source = "kohya sd-scripts networks/lora.py; LyCORIS modules/locon.py",
    };

    public static NetworkVariant Loha { get; } = new("loha", "The elementwise product of two low-rank changes: a high rank in a small file.")
    {
        Module = Lycoris,
        ScalesNorms = true,
        Algo = "loha",
        AdaptsConvolutions = true,
        Arguments = [.. NetworkArguments.Factors, .. TargetArguments.Lycoris],
        NotLoadedBy = [Diffusers],
        Source = "arXiv 2108.06098; LyCORIS modules/loha.py",
    };

    public static NetworkVariant Lokr { get; } = new("lokr", "The Kronecker product of two matrices: the smallest files.")
    {
        Module = Lycoris,
        ScalesNorms = true,
        Algo = "lokr",
        AdaptsConvolutions = true,
        Arguments =
        [
            .. NetworkArguments.Factors, .. TargetArguments.Lycoris,
            new NumberOption<int>("factor", "Size of the small matrix; -1 = as near to a square as it goes.")
            {
                KohyaName = "factor", Min = -1, Max = 4096, Default = -1, IsOffAtDefault = true,
            },
            NetworkArguments.Flag("decompose_both", "The small matrix is of two factors too."),
            NetworkArguments.Flag("full_matrix", "Neither matrix is of factors."),
            NetworkArguments.Flag("unbalanced_factorization", "The small matrix has the larger part of the output channels."),
        ],
        NotLoadedBy = [Diffusers],
        Source = "arXiv 2212.10650; LyCORIS modules/lokr.py",
    };

    public static NetworkVariant Ia3 { get; } = new("ia3", "One factor a channel: tiny files, for styles.")
    {
        Module = Lycoris,
        Algo = "ia3",
        RateFactor = 10,
        AdaptsConvolutions = true,
        Arguments =
        [
            NetworkArguments.Flag("train_on_input", "A factor each input channel in place of each output channel."), .. NetworkArguments.Dropouts,
            NetworkArguments.BypassMode, NetworkArguments.TrainNorm, .. TargetArguments.Lycoris,
        ],
        NotLoadedBy = [Comfy, Forge, Diffusers],
        Source = "arXiv 2205.05638; LyCORIS modules/ia3.py",
    };

    public static NetworkVariant DyLora { get; } = new("dylora", "A LoRA whose ranks are trained a block at a time, so that fewer of them can be used later.")
    {
        Module = "networks.dylora",
        IsLowRank = true,
        OtherForm = (Lycoris, "dylora"),
        Arguments =
        [
            .. NetworkArguments.KohyasConvolutions,
            NetworkArguments.Form(KohyasForm),
            new NumberOption<int>("unit", "Ranks that are trained together; they divide NetworkDim.")
            {
                KohyaName = "unit", Min = 1, Max = 768, Default = 1, IsOffAtDefault = true,
            },
            new NumberOption<int>("block_size", "The same with form=lycoris.")
            {
                KohyaName = "block_size", Min = 1, Max = 768, Default = 4, IsOffAtDefault = true,
            },
            NetworkArguments.ModuleDropout, .. TargetArguments.Kohya,
        ],
        Aliases = ["networks.dylora"],
        Source = "arXiv 2210.07558; kohya sd-scripts networks/dylora.py",
    };

    public static NetworkVariant Dora { get; } = new("dora", "LoRA that trains the norms of a weight's rows apart from their directions.")
    {
        Module = Lycoris,
        Algo = "lora",
        IsLowRank = true,
        AdaptsConvolutions = true,
        Arguments =
        [
            .. NetworkArguments.Sizes, .. NetworkArguments.Dropouts, NetworkArguments.RsLora, NetworkArguments.UseTucker, NetworkArguments.UseScalar,
            .. NetworkArguments.Decomposition(true), NetworkArguments.BypassMode, NetworkArguments.TrainNorm, .. TargetArguments.Lycoris,
        ],
        Source = "arXiv 2402.09353; LyCORIS modules/locon.py",
    };

    public static NetworkVariant Oft { get; } = new("oft", "Blocks of output channels turned among themselves.")
    {
        Module = Lycoris,
        Algo = "diag-oft",
        OtherForm = ("networks.oft", ""),
        AdaptsConvolutions = true,
        Arguments =
        [
            .. NetworkArguments.Sizes, .. NetworkArguments.Rotation, NetworkArguments.Form(LycorisForm), .. NetworkArguments.Dropouts,
            NetworkArguments.BypassMode, NetworkArguments.TrainNorm, .. TargetArguments.Lycoris,
        ],
        Aliases = ["diag-oft"],
        NotLoadedBy = [Forge, Diffusers],
        Source = "arXiv 2306.07280; LyCORIS modules/diag_oft.py; kohya sd-scripts networks/oft.py",
    };

    public static NetworkVariant Boft { get; } = new("boft", "Output channels turned by several layers of small blocks, so that each can reach each other.")
    {
        Module = Lycoris,
        Algo = "boft",
        AdaptsConvolutions = true,
        Arguments =
        [
            .. NetworkArguments.Sizes, .. NetworkArguments.Rotation, .. NetworkArguments.Dropouts, NetworkArguments.BypassMode, NetworkArguments.TrainNorm,
            .. TargetArguments.Lycoris,
        ],
        NotLoadedBy = [Forge, Diffusers],
        Source = "arXiv 2311.06243; LyCORIS modules/boft.py",
    };

    public static NetworkVariant Glora { get; } = new("glora", "A low-rank map of a weight's inputs beside a low-rank change.")
    {
        Module = Lycoris,
        Algo = "glora",
        AdaptsConvolutions = true,
        Arguments =
        [
            .. NetworkArguments.Sizes, .. NetworkArguments.Dropouts, NetworkArguments.RsLora, NetworkArguments.UseScalar, NetworkArguments.BypassMode,
            NetworkArguments.TrainNorm, .. TargetArguments.Lycoris,
        ],
        NotLoadedBy = [Diffusers],
        Source = "arXiv 2306.07967; LyCORIS modules/glora.py",
    };

    public static NetworkVariant Full { get; } = new("full", "The whole difference of weight and bias: as large as the base model.")
    {
        Module = Lycoris,
        Algo = "full",
        AdaptsConvolutions = true,
        Arguments = [.. NetworkArguments.Dropouts, NetworkArguments.BypassMode, NetworkArguments.TrainNorm, .. TargetArguments.Lycoris],
        NotLoadedBy = [Diffusers],
        Source = "LyCORIS modules/full.py",
    };

    public static NetworkVariant TLora { get; } = new("tlora", "Singular values of the weight, fewer of them for the noisier samples: for very few images.")
    {
        Module = Lycoris,
        Algo = "tlora",
        Arguments =
        [
            new ChoiceOption<string>("sig_type", "Which singular values it starts from.", [.. SingularValues.Select(name => new Choice<string>(name, name))])
            {
                Default = SingularValues[0], IsOffAtDefault = true,
            },
            new NumberOption<int>("min_rank", "Ranks that the noisiest samples keep.")
            {
                KohyaName = "min_rank", Min = 1, Max = 768, Default = 1, IsOffAtDefault = true,
            },
            .. NetworkArguments.Dropouts, NetworkArguments.BypassMode, NetworkArguments.TrainNorm, .. TargetArguments.Lycoris,
        ],
        NotLoadedBy = [Comfy, A1111, Forge, Diffusers],
        Source = "arXiv 2507.05964; LyCORIS 4 modules/tlora.py",
    };

    public static IReadOnlyList<NetworkVariant> All { get; } = [Lora, LoCon, Loha, Lokr, Ia3, DyLora, Dora, Oft, Boft, Glora, Full, TLora];

    private static string[] SingularValues => ["principal", "middle", "last"];
}
