using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>LyCORIS' LoHa.</summary>
internal sealed class LohaKind : AdapterKind
{
    public override IReadOnlyList<string> Marks { get; } = [LohaAdapter.FirstOut];

    public override Adapter Read(AdapterTarget target, AdapterModule module, double multiplier) =>
        new LohaAdapter(target, FactorForm.Read(target, module, module.Size(LohaAdapter.FirstIn, 0), LohaAdapter.FirstCore)) { Multiplier = multiplier };

    protected override Adapter Make(AdapterTarget target, AdapterSize size, OptionValues arguments) =>
        new LohaAdapter(target, FactorForm.Of(target, size, arguments));
}
