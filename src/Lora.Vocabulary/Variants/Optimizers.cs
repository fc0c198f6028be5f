namespace Lora.Vocabulary;

/// <summary>The optimizers; names and defaults are those of kohya's scripts and of the packages that they use.</summary>
public static partial class Optimizers
{
    private const string Bitsandbytes = "bitsandbytes";
    private const string PytorchOptimizer = "pytorch_optimizer";

    /// <summary>In the order of the documentation.</summary>
    public static IReadOnlyList<OptimizerVariant> All => field ??=
    [
        AdamW, AdamW8bit, Adam, Adam8bit, NAdam, RAdam, AdEMAMix, AdEMAMix8bit, StableAdamW, AdaBelief, ADOPT, LAMB,
        Lion, Lion8bit, SGD, SGDNesterov, SGDNesterov8bit, RMSprop, RMSprop8bit, Adagrad, Adagrad8bit,
        AdaFactor, CAME,
        Prodigy, DAdaptAdam, DAdaptLion, DAdaptAdaGrad, DAdaptAdan, DAdaptAdanIP, DAdaptAdamPreprint, DAdaptSGD,
        AdamWScheduleFree, RAdamScheduleFree, SGDScheduleFree, ProdigyPlusScheduleFree,
    ];

    private static NumberOption<double> WeightDecay(double value) =>
        new("weight_decay", "A weight loses rate x decay x itself in a step.") { Min = 0, Default = value };

    private static NumberOption<double> WeightDecayInGradient(double value = 0) =>
        new("weight_decay", "Decay x weight is added to the gradient.") { Min = 0, Default = value };

    private static NumberOption<double> WeightDecayEitherWay(string option) =>
        new("weight_decay", $"Decay of the weights; {option} says how.") { Min = 0 };

    private static NumbersOption Betas(double first, double second) =>
        new("betas", "Decay of the running means of gradients and of their squares.", 2) { Min = 0, Max = 1, IsBelowMax = true, Default = [first, second] };

    private static NumbersOption Betas(string summary, params double[] values) =>
        new("betas", summary, values.Length) { Min = 0, Max = 1, IsBelowMax = true, Default = values };

    private static NumberOption<double> Eps(double value) => new("eps", "Keeps the divisor away from 0.") { Min = 0, IsAboveMin = true, Default = value };

    private static NumberOption<double> Momentum(double value) =>
        new("momentum", "Decay of the running sum of gradients.") { Min = 0, Max = 1, IsBelowMax = true, Default = value };

    private static BooleanOption Flag(string name, string summary, bool value = false) => new(name, summary) { Default = value };
}
