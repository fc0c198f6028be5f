using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// D-Adaptation and what came of it: the distance d from the start to the solution is estimated from all gradients so far, and the rate is d times the
/// project's. One d for all groups; it stays on the device. A step at rate 0, as at the beginning of a warm-up, does nothing and is not counted.
/// </summary>
internal abstract class RateFinder(OptionValues arguments) : Optimizer
{
    // what divides is a sum of magnitudes: 0 only where every gradient so far was, and then so is what it divides
    private const double Tiny = 1e-38;

    internal override FoundKind Finds => FoundKind.Factor;

    /// <summary>The estimate before the first step.</summary>
    private protected double D0 { get; } = arguments.Number("d0");

    /// <summary>Largest factor of d in a step; null: any.</summary>
    private protected double? GrowthRate { get; } = arguments.Texts.ContainsKey("growth_rate") ? arguments.Optional("growth_rate") : null;

    /// <summary>d, 0-dimensional.</summary>
    private protected Tensor D => Shared!["d"];

    private protected sealed override int NumbersOfAll => 1;

    private protected override IEnumerable<StateTensor> StateOfAll() => [new("d", []) { Initial = D0 }];

    private protected sealed override double FoundOf(int group) => D.Item();

    private protected sealed override void Update(IReadOnlyList<GroupStep> groups)
    {
        if (groups.Max(group => group.Info.LearningRate) is > 0 and var rate)
        {
            Shared!.Numbers[0]++;
            Update(groups, rate, (int)Shared.Numbers[0]);
        }
    }

    /// <summary>One step of all groups.</summary>
    /// <param name="groups">Their rates are equal.</param>
    /// <param name="rate">That one, scheduled.</param>
    /// <param name="number">Of the step, from 1; those at rate 0 do not count.</param>
    private protected abstract void Update(IReadOnlyList<GroupStep> groups, double rate, int number);

    /// <summary>d becomes an estimate, if that is larger, within the growth rate.</summary>
    private protected void Grow(Tensor estimate) =>
        D.Copy_(D.Maximum(GrowthRate is { } growth ? estimate.Minimum(D.Affine(growth, 0)) : estimate));

    /// <summary>numerator / sum, where a sum of 0 has a numerator of 0.</summary>
    private protected static Tensor Quotient(Tensor numerator, Tensor sum) => numerator.Div(sum.Clamp(min: Tiny));

    /// <summary>Sum of the products, 0-dimensional.</summary>
    private protected static Tensor Dot(Tensor a, Tensor b) => a.Mul(b).Sum();

    /// <summary>Adds up over groups.</summary>
    private protected static Tensor Add(Tensor? sum, Tensor more) => sum is null ? more : sum.Add(more);
}
