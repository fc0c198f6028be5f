using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>OFT: LyCORIS' diag-oft, or with <c>form=kohya</c> kohya's, where the dim is the number of blocks and alpha the constraint.</summary>
internal sealed class OftKind : AdapterKind
{
    public override IReadOnlyList<string> Marks { get; } = [OftAdapter.BlocksName];

    public override bool Reads(AdapterModule module) => module.Tensors.TryGetValue(OftAdapter.BlocksName, out var blocks) && blocks.Shape.Length == 3;

    public override Adapter Read(AdapterTarget target, AdapterModule module, double multiplier) => new OftAdapter(
        target, BlocksOf(target.Layer.OutFeatures, module.Size(OftAdapter.BlocksName, 0)), module.Value(FactorAdapter.AlphaName, 0),
        module.Tensors.ContainsKey(OftAdapter.RescaleName))
    { Multiplier = multiplier };

    public override string? Problem(AdapterTarget target, AdapterSize size, OptionValues arguments) =>
        !Networks.Oft.CountsBlocks(arguments) || target.Layer.OutFeatures % size.Rank == 0 ? null
            : FormattableString.Invariant($"{target.Name}: {target.Layer.OutFeatures} outputs cannot be split into {size.Rank} blocks");

    protected override Adapter Make(AdapterTarget target, AdapterSize size, OptionValues arguments)
    {
        var isRescaled = arguments.Is("rescaled");
        if (!Networks.Oft.CountsBlocks(arguments))
        {
            return new OftAdapter(target, Factorization.Of(target.Layer.OutFeatures, size.Rank).Large, arguments.Get<double>("constraint"), isRescaled);
        }

        return Problem(target, size, arguments) is { } problem
            ? throw new TrainingException(problem) : new OftAdapter(target, size.Rank, size.Alpha, isRescaled);
    }

    // of a file that does not fit: one block, which is none of its sizes
    private static int BlocksOf(int outputs, int blocks) => outputs % blocks == 0 ? blocks : 1;
}
