using Lora.Diffusion;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Changes of a norm's scale and shift. Source: LyCORIS modules/norms.py.</summary>
internal sealed class NormAdapter(AdapterTarget target) : DeltaAdapter(
    target, null, new(ScaleName, [target.Layer.OutFeatures]), new(ShiftName, [target.Layer.OutFeatures]))
{
    public const string ScaleName = "w_norm";
    public const string ShiftName = "b_norm";

    public override Tensor? MergedBias()
    {
        using var scope = Values[1].Runtime.NewScope();
        return scope.Keep(Bias(Target.Layer.Bias)!);
    }

    protected override Tensor Delta(Tensor frozen) => Values[0];

    protected override Tensor? Bias(Tensor? frozen) => frozen!.Add(Dropped(Values[1]), Multiplier);
}

/// <summary>Norms in a file: every kind may have them beside its own modules.</summary>
internal sealed class NormKind : AdapterKind
{
    public override IReadOnlyList<string> Marks { get; } = [NormAdapter.ScaleName];

    public override Adapter Read(AdapterTarget target, AdapterModule module, double multiplier) => new NormAdapter(target) { Multiplier = multiplier };

    protected override Adapter? Make(AdapterTarget target, AdapterSize size, OptionValues arguments) => null;
}
