using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// kohya's LoRA, alone or as LoCon over the convolutions of the residual blocks too, at a rank and alpha of their own; with LyCORIS' weight decomposition DoRA.
/// </summary>
internal sealed class LoraKind : AdapterKind
{
    public override IReadOnlyList<string> Marks { get; } = [LoraAdapter.DownName, LoraAdapter.UpName];

    public override Adapter Read(AdapterTarget target, AdapterModule module, double multiplier) =>
        new LoraAdapter(target, FactorForm.Read(target, module, module.Size(LoraAdapter.DownName, 0), LoraAdapter.MidName)) { Multiplier = multiplier };

    protected override Adapter Make(AdapterTarget target, AdapterSize size, OptionValues arguments) =>
        new LoraAdapter(target, FactorForm.Of(target, size, arguments));
}
