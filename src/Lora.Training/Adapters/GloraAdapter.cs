using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// A low-rank map of the frozen weight's inputs beside a low-rank change: W a1 a2 + b1 b2. Source: Chavan et al., arXiv 2306.07967; LyCORIS modules/glora.py.
/// </summary>
internal sealed class GloraAdapter(AdapterTarget target, FactorForm form) : FactorAdapter(target, form, Factors(target, form))
{
    public const string InputsUp = "a1.weight";
    public const string InputsDown = "a2.weight";
    public const string Up = "b1.weight";
    public const string Down = "b2.weight";

    protected override IReadOnlyList<string> Folding { get; } = [InputsDown, Down];

    protected override Tensor Product(Tensor frozen)
    {
        int outputs = frozen.Size(0), inputs = frozen.Size(1);
        var mapped = frozen.Rank == 2 ? Mapped(frozen)
            : Mapped(frozen.Reshape(outputs, inputs, -1).Transpose(1, 2)).Transpose(1, 2).Reshape(Target.Layer.WeightShape);
        return Matrix(Value(Up)).MatMul(Matrix(Value(Down))).Reshape(Target.Layer.WeightShape).Add(mapped);
    }

    /// <summary>[..., in] -> [..., in].</summary>
    private Tensor Mapped(Tensor weight) => weight.MatMul(Matrix(Value(InputsUp))).MatMul(Matrix(Value(InputsDown)));

    private static AdapterTensor[] Factors(AdapterTarget target, FactorForm form)
    {
        var layer = target.Layer;
        var kernel = layer.WeightShape[2..].ToArray();
        int[] pixel = [.. kernel.Select(_ => 1)];
        return
        [
            AdapterTensor.Kaiming(InputsUp, layer.InFeatures, form.Rank, pixel),
            AdapterTensor.Kaiming(InputsDown, form.Rank, layer.InFeatures, pixel, isZero: !form.HasScalar),
            AdapterTensor.Kaiming(Up, layer.OutFeatures, form.Rank, pixel),
            AdapterTensor.Kaiming(Down, form.Rank, layer.InFeatures, kernel, isZero: !form.HasScalar),
        ];
    }
}
