using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Which layers get an adapter, of what kind and size, and at what part of the rate: what preset, lists of blocks and <c>NetworkModules</c> come to together.
/// The map of modules goes before the blocks, these before the sizes of the whole network.
/// </summary>
internal sealed class LayerPlan
{
    private readonly OptionValues _values;
    private readonly OptionValues _arguments;
    private readonly NetworkVariant _network;
    private readonly IReadOnlyList<NetworkModule> _modules;
    private readonly Dictionary<BlockTable, BlockPlan> _blocks = [];

    /// <param name="values">Network, sizes, rates.</param>
    public LayerPlan(OptionValues values)
    {
        _values = values;
        _network = values.Get(NetworkOptions.NetworkAlgo);
        _arguments = values.Get(NetworkOptions.NetworkArgs);
        _modules = values.Get(NetworkOptions.NetworkModules);
    }

    /// <summary>The layers of a group that the preset names, in the order of a file; <see cref="For"/> says which of them get an adapter.</summary>
    public IReadOnlyList<AdapterTarget> Targets(AdapterTargetGroup group)
    {
        var preset = _values.TargetPreset;
        return group.Targets(preset, preset != TargetPresets.Kohya || Convolutions is not null || _arguments.Get(TargetArguments.ConvBlockDims) is not null,
            _arguments.Is("train_norm"));
    }

    /// <summary>What a layer gets; null where it stays as it is.</summary>
    public PlannedAdapter? For(AdapterTarget target)
    {
        var module = _modules.FirstOrDefault(module => IsOf(module, target));
        var (block, blocks) = (target.Block?.Index ?? 0, target.Block is { } place ? Blocks(place.Table) : null);
        var factor = blocks?.Factor(block) ?? 1;
        if (module is { IsOff: true } || factor == 0)
        {
            return null;
        }

        var whole = target.IsConvolution ? Convolutions : Whole;
        var size = blocks is not null ? blocks.Size(block, whole, target.IsConvolution) : whole;
        if (module?.Dim is { } dim)
        {
            size = new(dim, size?.Alpha ?? Whole.Alpha);
        }

        if (size is not null)
        {
            var alpha = module?.Alpha ?? size.Alpha;
            size = size with { Alpha = alpha > 0 ? alpha : size.Rank };
        }

        return size is null ? null : new(target, module?.Algo ?? _network, size, module?.Arguments ?? _arguments)
        {
            Block = blocks is { HasRates: true } ? block : null,
            RateFactor = factor,
        };
    }

    /// <summary>What is left out of every adapter in training.</summary>
    public double Dropout => _values.Get(NetworkOptions.NetworkDropout);

    /// <summary>The factor of the rate of what leads out of the rank, LoRA+; null: it has no rate of its own.</summary>
    public double? PlusRatio(string part) => _arguments.Get(
        part == ModelPart.Unet.Name ? TargetArguments.LoraPlusUnetLrRatio : TargetArguments.LoraPlusTextEncoderLrRatio)
        ?? _arguments.Get(TargetArguments.LoraPlusLrRatio);

    /// <summary>What is wrong with the lists of blocks over these layers: sentences without an end.</summary>
    public IEnumerable<string> Problems(IEnumerable<AdapterTarget> targets) =>
        targets.Select(target => target.Block?.Table).OfType<BlockTable>().Distinct().SelectMany(table => Blocks(table).Problems);

    /// <summary>Patterns of <c>NetworkModules</c> that none of these layers has.</summary>
    public IEnumerable<string> Unmatched(IReadOnlyList<AdapterTarget> targets) =>
        _modules.Where(module => !targets.Any(target => IsOf(module, target))).Select(module => module.Pattern);

    private AdapterSize Whole => field ??= new(_values.Get(NetworkOptions.NetworkDim), _values.Get(NetworkOptions.NetworkAlpha));

    /// <summary>The size at kernels above 1x1 in all blocks; null: none.</summary>
    private AdapterSize? Convolutions
    {
        get
        {
            if (!_arguments.Has("conv_dim"))
            {
                return Whole;
            }

            var (rank, alpha) = (_arguments.Get<int>("conv_dim"), _arguments.Get<double>("conv_alpha"));
            return _network.AdaptsConvolutions
                ? new(rank > 0 ? rank : Whole.Rank, alpha > 0 ? alpha : Whole.Alpha)
                : rank > 0 ? new(rank, alpha > 0 ? alpha : rank) : null;
        }
    }

    private BlockPlan Blocks(BlockTable table)
    {
        if (!_blocks.TryGetValue(table, out var plan))
        {
            _blocks[table] = plan = new BlockPlan(_arguments, table);
        }

        return plan;
    }

    private static bool IsOf(NetworkModule module, AdapterTarget target) => module.Matches(
        [target.Name, target.DiffusersName, target.DiffusersName[(target.DiffusersName.IndexOf('.', StringComparison.Ordinal) + 1)..], target.BlockName,
            .. target.Classes]);
}
