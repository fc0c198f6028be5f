using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// kohya's scale_weight_norms: where the change that a layer's adapter makes has a larger Frobenius norm than the limit, its factors are scaled down alike, so
/// that the change has the limit's. All on the device. Source: sd-scripts, networks/lora.py apply_max_norm_regularization.
/// </summary>
internal static class WeightNorms
{
    private const string Scaled = "max_norm/keys_scaled";
    private const string Average = "max_norm/average_key_norm";
    private const string Largest = "max_norm/max_key_norm";

    /// <summary>The names of what <see cref="Report"/> says; kohya's in its logs.</summary>
    public static IReadOnlyList<string> Names { get; } = [Scaled, Average, Largest];

    /// <summary>Says that there is nothing to scale.</summary>
    /// <exception cref="TrainingException">No adapter has a norm, as with weight decomposition.</exception>
    public static void Check(IReadOnlyList<Adapter> adapters)
    {
        using var scope = adapters[0].Values[0].Runtime.NewScope();
        using var off = adapters[0].Values[0].Runtime.NoGrad();
        if (adapters.All(adapter => adapter.Norm() is null))
        {
            throw new TrainingException("ScaleWeightNorms cannot scale what this network trains: its change of a weight is no product of factors.");
        }
    }

    /// <summary>Scales down what is above the limit.</summary>
    /// <param name="adapters">Those whose <see cref="Adapter.Norm"/> is null stay as they are.</param>
    /// <param name="limit">Above 0.</param>
    /// <returns>The norms before, [adapters], in the scope that is open now; null where there is none.</returns>
    public static Tensor? Apply(IEnumerable<Adapter> adapters, double limit)
    {
        var norms = new List<Tensor>();
        foreach (var adapter in adapters)
        {
            var runtime = adapter.Values[0].Runtime;
            using var off = runtime.NoGrad();
            using var scope = runtime.NewScope();
            if (adapter.Norm() is not { } norm)
            {
                continue;
            }

            // a norm of 0 gives an infinite factor, and that is 1
            var factor = norm.Reciprocal().Affine(limit, 0).Clamp(max: 1).Pow(1.0 / adapter.Values.Count);
            foreach (var value in adapter.Values)
            {
                value.Mul_(factor);
            }

            norms.Add(scope.Keep(norm.Reshape(1)));
        }

        return norms.Count == 0 ? null : norms[0].Runtime.Cat([.. norms], 0);
    }

    /// <summary>How many were above the limit, and the norms after it.</summary>
    /// <param name="before">The norms before.</param>
    /// <param name="limit">As it was applied.</param>
    public static IReadOnlyList<StepFigure> Report(IReadOnlyList<float> before, double limit)
    {
        double[] after = [.. before.Select(norm => Math.Min(norm, limit)).DefaultIfEmpty()];
        return [new(Scaled, before.Count(norm => norm > limit)), new(Average, after.Average()), new(Largest, after.Max())];
    }
}
