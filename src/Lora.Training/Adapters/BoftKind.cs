using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>LyCORIS' BOFT.</summary>
internal sealed class BoftKind : AdapterKind
{
    public override IReadOnlyList<string> Marks { get; } = [OftAdapter.BlocksName];

    public override bool Reads(AdapterModule module) => module.Tensors.TryGetValue(OftAdapter.BlocksName, out var blocks) && blocks.Shape.Length == 4;

    public override Adapter Read(AdapterTarget target, AdapterModule module, double multiplier)
    {
        // of a file that does not fit: one block, which is none of its sizes
        var (outputs, size) = (target.Layer.OutFeatures, module.Size(OftAdapter.BlocksName, 2));
        size = size % 2 == 0 && outputs % size == 0 && int.IsPow2(outputs / size) ? size : outputs;
        return new BoftAdapter(target, BoftAdapter.LayersOf(outputs / size), size, module.Value(FactorAdapter.AlphaName, 0),
            module.Tensors.ContainsKey(OftAdapter.RescaleName))
        { Multiplier = multiplier };
    }

    public override string? Problem(AdapterTarget target, AdapterSize size, OptionValues arguments) => Split(target, size) is not null ? null
        : FormattableString.Invariant($"{target.Name}: {target.Layer.OutFeatures} outputs are no power of two blocks of at most {size.Rank}");

    protected override Adapter Make(AdapterTarget target, AdapterSize size, OptionValues arguments) => Split(target, size) is { } split
        ? new BoftAdapter(target, BoftAdapter.LayersOf(split.Blocks), split.Size, arguments.Get<double>("constraint"), arguments.Is("rescaled"))
        : throw new TrainingException(Problem(target, size, arguments)!);

    private static (int Size, int Blocks)? Split(AdapterTarget target, AdapterSize size) => Factorization.ToPowerOfTwo(target.Layer.OutFeatures, size.Rank);
}
