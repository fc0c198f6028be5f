using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>LyCORIS' (IA)3.</summary>
internal sealed class Ia3Kind : AdapterKind
{
    public override IReadOnlyList<string> Marks { get; } = [Ia3Adapter.OnInputName];

    public override Adapter Read(AdapterTarget target, AdapterModule module, double multiplier) =>
        new Ia3Adapter(target, module.Value(Ia3Adapter.OnInputName, 0) != 0) { Multiplier = multiplier };

    protected override Adapter Make(AdapterTarget target, AdapterSize size, OptionValues arguments) =>
        new Ia3Adapter(target, arguments.Is("train_on_input"));
}
