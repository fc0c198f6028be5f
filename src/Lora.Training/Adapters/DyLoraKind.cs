using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>DyLoRA; its files are those of LoRA.</summary>
internal sealed class DyLoraKind : AdapterKind
{
    public override IReadOnlyList<string> Marks { get; } = [];

    public override Adapter Read(AdapterTarget target, AdapterModule module, double multiplier) =>
        throw new NotSupportedException("a file of DyLoRA is one of LoRA");

    protected override Adapter Make(AdapterTarget target, AdapterSize size, OptionValues arguments)
    {
        var isKohyas = arguments.Get<string>("form") == Networks.KohyasForm;
        var block = arguments.Get<int>(isKohyas ? "unit" : "block_size");
        return size.Rank % block == 0 ? new DyLoraAdapter(target, FactorForm.Of(target, size, arguments), block, isKohyas)
            : throw new TrainingException(FormattableString.Invariant(
                $"{target.Name}: a rank of {size.Rank} cannot be trained {block} at a time; unit (or block_size) has to divide NetworkDim and conv_dim."));
    }
}
