using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// What a difference costs, one formula for each row of <see cref="LossTypes"/>: differences [b, c, h, w] and thresholds [b, 1, 1, 1] to [b, c, h, w].
/// </summary>
internal static class LossCatalog
{
    public static IReadOnlyDictionary<LossVariant, Func<Tensor, Tensor?, Tensor>> All { get; } = new Dictionary<LossVariant, Func<Tensor, Tensor?, Tensor>>
    {
        [LossTypes.L2] = static (difference, _) => difference.Mul(difference),
        [LossTypes.L1] = static (difference, _) => difference.Abs(),
        [LossTypes.Huber] = static (difference, c) => Root(difference, c!).Mul(c!).Affine(2, 0),
        [LossTypes.SmoothL1] = static (difference, c) => Root(difference, c!).Affine(2, 0),
    };

    /// <summary>sqrt(d^2 + c^2) - c.</summary>
    private static Tensor Root(Tensor difference, Tensor c) => difference.Mul(difference).Add(c.Mul(c)).Sqrt().Sub(c);
}
