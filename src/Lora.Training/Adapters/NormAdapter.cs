using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>Changes of a norm's scale and shift. Source: LyCORIS modules/norms.py.</summary>
internal sealed class NormAdapter(AdapterTarget target) : DeltaAdapter(
    target, null, new AdapterTensor(ScaleName, [target.Layer.OutFeatures]), new AdapterTensor(ShiftName, [target.Layer.OutFeatures]))
{
    public const string ScaleName = "w_norm";
    public const string ShiftName = "b_norm";

    protected override bool ChangesBias => true;

    protected override Tensor Delta(Tensor frozen) => Value(ScaleName);

    protected override Tensor? Bias(Tensor? frozen) => frozen?.Add(Dropped(Value(ShiftName)), Multiplier);
}
