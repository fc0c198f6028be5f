using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The optimizers there are, one for each row of <see cref="Optimizers"/>, made from their arguments.</summary>
public static class OptimizerCatalog
{
    internal static IReadOnlyDictionary<OptimizerVariant, Func<OptionValues, Optimizer>> All { get; } =
        new Dictionary<OptimizerVariant, Func<OptionValues, Optimizer>>
        {
            [Optimizers.AdamW] = static arguments => new AdamW(arguments),
        };

    /// <summary>The optimizer that the options choose.</summary>
    public static Optimizer Create(OptionValues values) => All[values.Get(RateOptions.OptimizerType)](values.Get(RateOptions.OptimizerArgs));
}
