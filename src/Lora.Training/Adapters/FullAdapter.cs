using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// The whole difference of weight and bias. LyCORIS trains the weight itself and saves the difference; here the difference is trained, so that weight decay
/// draws to the base model. Source: LyCORIS modules/full.py.
/// </summary>
/// <param name="target">The layer.</param>
/// <param name="hasBias">The bias is trained too.</param>
internal sealed class FullAdapter(AdapterTarget target, bool hasBias) : DeltaAdapter(target, null, Differences(target.Layer, hasBias))
{
    public const string WeightName = "diff";
    public const string BiasName = "diff_b";

    protected override bool ChangesBias => hasBias;

    protected override Tensor Delta(Tensor frozen) => Values[0];

    protected override Tensor? Bias(Tensor? frozen) => hasBias && frozen is not null ? frozen.Add(Dropped(Values[1]), Multiplier) : frozen;

    private static AdapterTensor[] Differences(AdaptableLayer layer, bool hasBias)
    {
        var weight = new AdapterTensor(WeightName, layer.WeightShape.ToArray());
        return hasBias ? [weight, new(BiasName, [layer.OutFeatures])] : [weight];
    }
}
