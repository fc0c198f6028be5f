using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Norms in a file: every kind may have them beside its own modules.</summary>
internal sealed class NormKind : AdapterKind
{
    public override IReadOnlyList<string> Marks { get; } = [NormAdapter.ScaleName];

    public override Adapter Read(AdapterTarget target, AdapterModule module, double multiplier) => new NormAdapter(target) { Multiplier = multiplier };

    protected override Adapter? Make(AdapterTarget target, AdapterSize size, OptionValues arguments) => null;
}
