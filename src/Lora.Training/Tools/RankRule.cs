using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>How many singular values are kept of a layer, as kohya's resize_lora counts them: one more than the rule's own number.</summary>
internal static class RankRule
{
    // below this the layer changes nothing, and keeps one value
    private const double Nothing = 1e-6;

    /// <param name="values">Falling; those beyond are 0.</param>
    /// <param name="length">How many there are, with the zeros.</param>
    /// <param name="limit">The highest rank allowed.</param>
    /// <param name="method">The rule; fixed keeps <paramref name="limit"/>.</param>
    /// <param name="target">The rule's number.</param>
    public static int Of(double[] values, int length, int limit, DynamicMethod method, double target)
    {
        if (values.Length == 0 || values[0] <= Nothing)
        {
            return 1;
        }

        var count = method switch
        {
            DynamicMethod.SvRatio => values.Count(value => value > values[0] / target),
            DynamicMethod.SvFro => CountReaching(values, value => value * value, target * target),
            DynamicMethod.SvCumulative => CountReaching(values, value => value, target),
            _ => limit,
        };
        return method == DynamicMethod.Fixed ? limit : Math.Min(Math.Max(1, Math.Min(count, length - 1)) + 1, limit);
    }

    // how many it takes until the running sum is at least the share
    private static int CountReaching(double[] values, Func<double, double> measure, double share)
    {
        double total = values.Sum(measure), sum = 0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += measure(values[i]);
            if (sum / total >= share)
            {
                return i + 1;
            }
        }

        return values.Length;
    }
}
