using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The optimizers there are, one for each row of <see cref="Optimizers"/>, made from their arguments.</summary>
public static class OptimizerCatalog
{
    internal static IReadOnlyDictionary<OptimizerVariant, Func<OptionValues, Optimizer>> All { get; } =
        new Dictionary<OptimizerVariant, Func<OptionValues, Optimizer>>
        {
            [Optimizers.AdamW] = static arguments => new AdamW(arguments),
            [Optimizers.AdamW8bit] = static arguments => new AdamW(arguments, isEightBit: true),
            [Optimizers.Adam] = static arguments => new AdamW(arguments, isDecoupled: false),
            [Optimizers.Adam8bit] = static arguments => new AdamW(arguments, isEightBit: true),
            [Optimizers.NAdam] = static arguments => new NAdam(arguments),
            [Optimizers.RAdam] = static arguments => new RAdam(arguments),
            [Optimizers.AdEMAMix] = static arguments => new AdEMAMix(arguments),
            [Optimizers.AdEMAMix8bit] = static arguments => new AdEMAMix(arguments, isEightBit: true),
            [Optimizers.StableAdamW] = static arguments => new StableAdamW(arguments),
            [Optimizers.AdaBelief] = static arguments => new AdaBelief(arguments),
            [Optimizers.ADOPT] = static arguments => new Adopt(arguments),
            [Optimizers.LAMB] = static arguments => new Lamb(arguments),
            [Optimizers.Lion] = static arguments => new Lion(arguments),
            [Optimizers.Lion8bit] = static arguments => new Lion(arguments, isEightBit: true),
            [Optimizers.SGD] = static arguments => new Sgd(arguments),
            [Optimizers.SGDNesterov] = static arguments => new Sgd(arguments, isNesterov: true),
            [Optimizers.SGDNesterov8bit] = static arguments => new Sgd(arguments, isEightBit: true),
            [Optimizers.RMSprop] = static arguments => new RmsProp(arguments),
            [Optimizers.RMSprop8bit] = static arguments => new RmsProp(arguments, isEightBit: true),
            [Optimizers.Adagrad] = static arguments => new Adagrad(arguments),
            [Optimizers.Adagrad8bit] = static arguments => new Adagrad(arguments, isEightBit: true),
            [Optimizers.AdaFactor] = static arguments => new AdaFactor(arguments),
            [Optimizers.CAME] = static arguments => new Came(arguments),
            [Optimizers.Prodigy] = static arguments => new Prodigy(arguments),
            [Optimizers.DAdaptAdam] = static arguments => new DAdaptAdam(arguments),
            [Optimizers.DAdaptLion] = static arguments => new DAdaptLion(arguments),
            [Optimizers.DAdaptAdaGrad] = static arguments => new DAdaptAdaGrad(arguments),
            [Optimizers.DAdaptAdan] = static arguments => new DAdaptAdan(arguments, isTight: false),
            [Optimizers.DAdaptAdanIP] = static arguments => new DAdaptAdan(arguments, isTight: true),
            [Optimizers.DAdaptAdamPreprint] = static arguments => new DAdaptAdamPreprint(arguments),
            [Optimizers.DAdaptSGD] = static arguments => new DAdaptSgd(arguments),
            [Optimizers.AdamWScheduleFree] = static arguments => new AdamWScheduleFree(arguments),
            [Optimizers.RAdamScheduleFree] = static arguments => new RAdamScheduleFree(arguments),
            [Optimizers.SGDScheduleFree] = static arguments => new SgdScheduleFree(arguments),
            [Optimizers.ProdigyPlusScheduleFree] = static arguments => new ProdigyPlusScheduleFree(arguments),
        };

    /// <summary>The optimizer that the options choose.</summary>
    public static Optimizer Create(OptionValues values) => All[values.Get(RateOptions.OptimizerType)](values.Get(RateOptions.OptimizerArgs));
}
