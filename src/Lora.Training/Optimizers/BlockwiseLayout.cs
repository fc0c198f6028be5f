namespace Lora.Training;

/// <summary>
/// Which of a group's weights have moments of 8 bits, as bitsandbytes decides tensor by tensor: those of tensors with 4096 values and more, in blocks that
/// begin anew with each tensor. Neighbours of one kind are updated together, as one run.
/// </summary>
internal sealed class BlockwiseLayout
{
    public const int BlockSize = 256;

    private const int LeastQuantized = 4096;

    // what is unpacked at a time stays small beside what is packed
    private const int LongestRun = 1 << 20;

    private readonly List<Run> _runs = [];

    /// <param name="shapes">The group's parameters, in their order.</param>
    public BlockwiseLayout(IReadOnlyList<int[]> shapes)
    {
        var start = 0;
        foreach (var shape in shapes)
        {
            Add(start, shape.Aggregate(1, (product, size) => checked(product * size)));
            start += _runs[^1].Start + _runs[^1].Length - start;
        }
    }

    /// <summary>All weights of the group, in order.</summary>
    public IReadOnlyList<Run> Runs => _runs;

    /// <summary>Weights whose moments are fp32.</summary>
    public int Plain { get; private set; }

    /// <summary>Weights whose moments are codes.</summary>
    public int Quantized { get; private set; }

    /// <summary>Blocks of these, each with a scale.</summary>
    public int Blocks { get; private set; }

    private void Add(int start, int length)
    {
        var isQuantized = length >= LeastQuantized;
        var blocks = isQuantized ? (length + BlockSize - 1) / BlockSize : 0;
        if (_runs.Count > 0 && _runs[^1] is var last && last.IsQuantized == isQuantized && last.Length + length <= LongestRun
            && (!isQuantized || last.Length % BlockSize == 0))
        {
            _runs[^1] = last with { Length = last.Length + length, Blocks = last.Blocks + blocks };
        }
        else
        {
            _runs.Add(new Run(start, length, isQuantized ? Quantized : Plain, isQuantized, Blocks, blocks));
        }

        if (isQuantized)
        {
            (Quantized, Blocks) = (Quantized + length, Blocks + blocks);
        }
        else
        {
            Plain += length;
        }
    }

    /// <summary>Weights of one kind, one behind the other.</summary>
    /// <param name="Start">The first, in the group.</param>
    /// <param name="Length">How many.</param>
    /// <param name="At">The first, among those of its kind.</param>
    /// <param name="IsQuantized">Their kind.</param>
    /// <param name="Block">The first block, in the group.</param>
    /// <param name="Blocks">How many.</param>
    public readonly record struct Run(int Start, int Length, int At, bool IsQuantized, int Block, int Blocks);
}
