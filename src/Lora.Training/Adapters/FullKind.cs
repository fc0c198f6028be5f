using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>LyCORIS' full difference.</summary>
internal sealed class FullKind : AdapterKind
{
    public override IReadOnlyList<string> Marks { get; } = [FullAdapter.WeightName];

    public override Adapter Read(AdapterTarget target, AdapterModule module, double multiplier) =>
        new FullAdapter(target, target.Layer.HasBias && module.Tensors.ContainsKey(FullAdapter.BiasName)) { Multiplier = multiplier };

    protected override Adapter Make(AdapterTarget target, AdapterSize size, OptionValues arguments) => new FullAdapter(target, target.Layer.HasBias);
}
