using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>LyCORIS' GLoRA, which never takes Tucker's form.</summary>
internal sealed class GloraKind : AdapterKind
{
    public override IReadOnlyList<string> Marks { get; } = [GloraAdapter.InputsUp];

    public override Adapter Read(AdapterTarget target, AdapterModule module, double multiplier)
    {
        var rank = module.Size(GloraAdapter.InputsDown, 0);
        return new GloraAdapter(target, new(rank, module.Alpha(rank))) { Multiplier = multiplier };
    }

    protected override Adapter Make(AdapterTarget target, AdapterSize size, OptionValues arguments) =>
        new GloraAdapter(target, FactorForm.Of(target, size, arguments) with { IsTucker = false, Decomposition = null });
}
