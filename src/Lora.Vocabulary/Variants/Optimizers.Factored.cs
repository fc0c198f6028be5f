namespace Lora.Vocabulary;

/// <content>Second moments kept as their rows' and columns' means.</content>
public static partial class Optimizers
{
    public static OptimizerVariant AdaFactor { get; } = new("AdaFactor",
        "Second moments by rows and columns: next to no memory. Sets its rate itself, and LrScheduler does nothing, unless relative_step=False.")
    {
        Aliases = ["transformers.optimization.Adafactor", "transformers.Adafactor"],
        SetsRate = static arguments => arguments.Get<bool>("relative_step"),
        Arguments =
        [
            Flag("scale_parameter", "The rate is a part of the tensor's own size.", true),
            new BooleanOption("relative_step", "The rate falls with the root of the steps, whatever the project's rates are.")
            {
                DefaultRule = "true; with warmup_init always",
                Rule = static (values, written) => written.Or(true) || values.Get<bool>("warmup_init"),
            },
            Flag("warmup_init", "With relative_step: the rate rises from 0."),
            WeightDecay(0),
            new OptionalNumberOption("beta1", "Decay of a running mean of the updates; left out: none is kept.") { Min = 0, Max = 1 },
            new NumberOption<double>("decay_rate", "Exponent by which the decay of the squares grows with the steps.") { Max = 0, Default = -0.8 },
            ClipThreshold,
            FactoredEps("Keeps squares above 0; smallest size that a tensor counts with.", 1e-30, 1e-3),
        ],
        Source = "Shazeer and Stern, arXiv 1804.04235; transformers' Adafactor",
    };

    public static OptimizerVariant CAME { get; } = new("CAME",
        "AdaFactor that trusts an update as far as the updates agree; wants a rate 5 to 10 times smaller than AdamW's.")
    {
        KohyaName = "came_pytorch.CAME",
        Aliases = ["came_pytorch.CAME"],
        Arguments =
        [
            WeightDecay(0),
            Betas("Decay of the means of updates, of squares, and of the updates' disagreement.", 0.9, 0.999, 0.9999),
            ClipThreshold,
            FactoredEps("Keeps squares, and the disagreement, above 0.", 1e-30, 1e-16),
        ],
        Source = "Luo et al., arXiv 2307.02047; came-pytorch",
    };

    private static NumberOption<double> ClipThreshold =>
        new("clip_threshold", "Largest root mean square of a tensor's update before the rate.") { Min = 0, IsAboveMin = true, Default = 1 };

    private static NumbersOption FactoredEps(string summary, double first, double second) => new("eps", summary, 2) { Min = 0, Default = [first, second] };
}
