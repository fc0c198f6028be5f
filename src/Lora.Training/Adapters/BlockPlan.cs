using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>What the lists of blocks in <c>NetworkArgs</c> come to over the blocks of a U-Net. Source: kohya networks/lora.py.</summary>
internal sealed class BlockPlan
{
    private readonly OptionValues _arguments;
    private readonly double[]? _factors;

    public BlockPlan(OptionValues arguments, BlockTable table)
    {
        _arguments = arguments;
        Problems = [.. Wrong(arguments, table)];
        if (Sides(arguments, table).Any(side => side.Rates is not null))
        {
            var threshold = arguments.Get(TargetArguments.BlockLrZeroThreshold) ?? 0;
            IEnumerable<double> ends = table.HasEnds ? [1.0] : [];
            var sides = Sides(arguments, table).SelectMany(side => side.Rates is { } rates
                ? rates.Over(side.Count).Select(factor => factor > threshold ? factor : 0) : Enumerable.Repeat(1.0, side.Count));
            _factors = [.. ends, .. sides, .. ends];
        }
    }

    /// <summary>Lists that have not one entry a block; with them the rest has no meaning.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Each block has a rate of its own.</summary>
    public bool HasRates => _factors is not null;

    /// <summary>The factor of each block, in kohya's order.</summary>
    public IReadOnlyList<double> Factors => _factors ?? [];

    /// <summary>The factor of a block's rate; 0: it gets no adapter.</summary>
    public double Factor(int block) => _factors?[block] ?? 1;

    /// <summary>The size in a block; null where it gets no adapter.</summary>
    /// <param name="block">kohya's number.</param>
    /// <param name="size">That of all blocks; null: none.</param>
    /// <param name="isConvolution">Of a kernel above 1x1.</param>
    public AdapterSize? Size(int block, AdapterSize? size, bool isConvolution)
    {
        var dims = _arguments.Get(isConvolution ? TargetArguments.ConvBlockDims : TargetArguments.BlockDims);
        var alphas = _arguments.Get(isConvolution ? TargetArguments.ConvBlockAlphas : TargetArguments.BlockAlphas);
        var rank = (int?)dims?[block] ?? size?.Rank ?? 0;

        // kohya's default where only conv_block_dims brings convolutions in
        var alpha = alphas?[block] ?? size?.Alpha ?? 1;
        return rank == 0 ? null : new(rank, alpha > 0 ? alpha : rank);
    }

    private static IEnumerable<(Option Option, BlockRates? Rates, int Count)> Sides(OptionValues arguments, BlockTable table) =>
    [
        (TargetArguments.DownLrWeight, arguments.Get(TargetArguments.DownLrWeight), table.Sides),
        (TargetArguments.MidLrWeight, arguments.Get(TargetArguments.MidLrWeight), table.Middle),
        (TargetArguments.UpLrWeight, arguments.Get(TargetArguments.UpLrWeight), table.Sides),
    ];

    private static IEnumerable<string> Wrong(OptionValues arguments, BlockTable table)
    {
        foreach (var option in TargetArguments.BlockLists)
        {
            if (arguments.Get(option) is { } list && list.Count != table.Kohya.Count)
            {
                yield return FormattableString.Invariant($"{option} has {list.Count} numbers, and {table.Family} has {table.Kohya.Count} blocks");
            }
        }

        foreach (var (option, rates, count) in Sides(arguments, table))
        {
            if (rates?.Count > count)
            {
                yield return FormattableString.Invariant($"{option} has {rates.Count} numbers, and {table.Family} has {count} such blocks");
            }
        }
    }
}
