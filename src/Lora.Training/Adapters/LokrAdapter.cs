using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>The Kronecker product of two matrices, the large one of low rank. Source: LyCORIS modules/lokr.py; arXiv 2212.10650.</summary>
/// <param name="target">The layer.</param>
/// <param name="form">Of the factors.</param>
/// <param name="split">Sizes of the matrices.</param>
internal sealed class LokrAdapter(AdapterTarget target, FactorForm form, LokrForm split) : FactorAdapter(target, form, Factors(target, form, split))
{
    public const string SmallWhole = "lokr_w1";
    public const string SmallOut = "lokr_w1_a";
    public const string SmallIn = "lokr_w1_b";
    public const string LargeWhole = "lokr_w2";
    public const string LargeOut = "lokr_w2_a";
    public const string LargeIn = "lokr_w2_b";
    public const string Core = "lokr_t2";

    protected override IReadOnlyList<string> Folding { get; } = [SmallWhole, SmallOut];

    protected override bool IsProduct => true;

    protected override Tensor Product(Tensor frozen)
    {
        var small = Find(SmallWhole) ?? Value(SmallOut).MatMul(Value(SmallIn));
        var large = Find(LargeWhole)
            ?? (Find(Core) is { } core ? Tucker.Product(core, Value(LargeOut), Value(LargeIn)) : Value(LargeOut).MatMul(Value(LargeIn)));
        return small.Kron(large.Reshape(split.Large.Out, -1)).Reshape(Target.Layer.WeightShape);
    }

    private static AdapterTensor?[] Factors(AdapterTarget target, FactorForm form, LokrForm split)
    {
        var kernel = target.Layer.WeightShape[2..].ToArray();
        var rank = form.Rank;
        var (small, large, isTucker) = (split.Small, split.Large, split.SplitsLarge && form.IsTucker);
        var pixels = kernel.Aggregate(1, (product, size) => product * size);
        return
        [
            split.SplitsSmall ? null : AdapterTensor.Kaiming(SmallWhole, small.Out, small.In, []),
            split.SplitsSmall ? AdapterTensor.Kaiming(SmallOut, small.Out, rank, []) : null,
            split.SplitsSmall ? AdapterTensor.Kaiming(SmallIn, rank, small.In, []) : null,
            split.SplitsLarge ? null : AdapterTensor.Kaiming(LargeWhole, large.Out, large.In, kernel, isZero: !form.HasScalar),
            !split.SplitsLarge ? null : isTucker ? AdapterTensor.Kaiming(LargeOut, rank, large.Out, []) : AdapterTensor.Kaiming(LargeOut, large.Out, rank, []),
            !split.SplitsLarge ? null : AdapterTensor.Kaiming(LargeIn, rank, isTucker ? large.In : large.In * pixels, [], isZero: !form.HasScalar),
            isTucker ? AdapterTensor.Kaiming(Core, rank, rank, kernel) : null,
        ];
    }
}
