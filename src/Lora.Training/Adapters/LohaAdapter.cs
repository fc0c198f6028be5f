using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// The elementwise product of two low-rank changes, whose rank goes up to the square of theirs. Source: Hyeon-Woo et al., FedPara, arXiv 2108.06098; LyCORIS
/// modules/loha.py.
/// </summary>
internal sealed class LohaAdapter(AdapterTarget target, FactorForm form) : FactorAdapter(target, form, Factors(target, form))
{
    public const string FirstOut = "hada_w1_a";
    public const string FirstIn = "hada_w1_b";
    public const string SecondOut = "hada_w2_a";
    public const string SecondIn = "hada_w2_b";
    public const string FirstCore = "hada_t1";
    public const string SecondCore = "hada_t2";

    protected override IReadOnlyList<string> Folding { get; } = [FirstOut];

    protected override bool IsProduct => true;

    protected override Tensor Product(Tensor frozen) =>
        Half(FirstOut, FirstIn, FirstCore).Mul(Half(SecondOut, SecondIn, SecondCore)).Reshape(Target.Layer.WeightShape);

    private Tensor Half(string outputs, string inputs, string core) =>
        Find(core) is { } middle ? Tucker.Product(middle, Value(outputs), Value(inputs)) : Value(outputs).MatMul(Value(inputs));

    private static AdapterTensor?[] Factors(AdapterTarget target, FactorForm form)
    {
        var layer = target.Layer;
        var kernel = layer.WeightShape[2..].ToArray();
        var rank = form.Rank;
        int[] outputs = form.IsTucker ? [rank, layer.OutFeatures] : [layer.OutFeatures, rank];
        int[] inputs = form.IsTucker ? [rank, layer.InFeatures] : [rank, layer.InFeatures * kernel.Aggregate(1, (product, size) => product * size)];
        AdapterTensor? Core(string name) => form.IsTucker ? new(name, [rank, rank, .. kernel]) { Initial = Initials.Normal(0.1) } : null;
        return
        [
            new(FirstOut, outputs) { Initial = Initials.Normal(0.1) },
            new(FirstIn, inputs) { Initial = Initials.Normal(1) },
            new(SecondOut, outputs) { Initial = form.HasScalar ? Initials.Normal(0.1) : null },
            new(SecondIn, inputs) { Initial = Initials.Normal(1) },
            Core(FirstCore), Core(SecondCore),
        ];
    }
}
