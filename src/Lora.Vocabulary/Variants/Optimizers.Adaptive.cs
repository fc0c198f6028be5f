namespace Lora.Vocabulary;

/// <content>Those that find their rate: it is d x the project's rate, which is 1 as a rule.</content>
public static partial class Optimizers
{
    private const string DAdaptation = "Defazio and Mishchenko, arXiv 2301.07733; dadaptation";

    public static OptimizerVariant Prodigy { get; } = new("Prodigy", "AdamW that finds its rate; LearningRate 1.")
    {
        Aliases = ["prodigyopt.Prodigy"],
        FindsRate = true,
        WantsOneRate = true,
        Arguments =
        [
            WeightDecayEitherWay("decouple"), Betas(0.9, 0.999), Beta3, Eps(1e-8), Decouple(true), BiasCorrection,
            Flag("safeguard_warmup", "Leaves the rate out of the estimate: for a schedule with a warm-up."),
            D0, DCoefficient, GrowthRate,
            new NumberOption<int>("slice_p", "Estimates from every n-th value of a tensor: less memory.") { Min = 1, Max = 4096, Default = 1 },
        ],
        Source = "Mishchenko and Defazio, arXiv 2306.06101; prodigyopt",
    };

    public static OptimizerVariant DAdaptAdam { get; } = Adaptive("DAdaptAdam", "Adam that finds its rate; LearningRate 1.",
        WeightDecayEitherWay("decouple"), Betas(0.9, 0.999), Eps(1e-8), Decouple(false), BiasCorrection, D0, GrowthRate);

    public static OptimizerVariant DAdaptLion { get; } = Adaptive("DAdaptLion", "Lion that finds its rate; LearningRate 1.", WeightDecay(0), LionBetas, D0);

    public static OptimizerVariant DAdaptAdaGrad { get; } = Adaptive("DAdaptAdaGrad", "Adagrad that finds its rate; LearningRate 1.",
        WeightDecayInGradient(), Momentum(0), Eps(1e-6), D0, GrowthRate);

    public static OptimizerVariant DAdaptAdan { get; } = Adaptive("DAdaptAdan",
        "Adan, Nesterov's momentum by the change of gradients, that finds its rate; LearningRate 1.",
        AdanArguments);

    public static OptimizerVariant DAdaptAdanIP { get; } = Adaptive("DAdaptAdanIP", "DAdaptAdan with a tighter bound, and so larger rates.", AdanArguments);

    public static OptimizerVariant DAdaptAdamPreprint { get; } = Adaptive("DAdaptAdamPreprint", "The first form of DAdaptAdam; DAdaptation is this one.",
        WeightDecayEitherWay("decouple"), Betas(0.9, 0.999), Eps(1e-8), Decouple(false), D0, GrowthRate) with
    {
        Aliases = ["DAdaptation"],
    };

    public static OptimizerVariant DAdaptSGD { get; } = Adaptive("DAdaptSGD", "SGD that finds its rate; LearningRate 1.",
        WeightDecayInGradient(), Momentum(0), D0, GrowthRate);

    private static OptionalNumberOption Beta3 =>
        new("beta3", "Decay of what d is estimated from; left out: the root of the second beta.") { Min = 0, Max = 1 };

    private static NumberOption<double> D0 => new("d0", "The estimate before the first step.") { Min = 0, IsAboveMin = true, Default = 1e-6 };

    private static NumberOption<double> DCoefficient =>
        new("d_coef", "Factor of the estimate: 0.5 for smaller rates, 2 for larger ones.") { Min = 0, IsAboveMin = true, Default = 1 };

    private static OptionalNumberOption GrowthRate => new("growth_rate", "The estimate grows at most by this factor a step; left out: by any.") { Min = 1 };

    private static BooleanOption BiasCorrection => Flag("use_bias_correction", "Corrects the means for their start at 0, as Adam.");

    private static Option[] AdanArguments =>
    [
        WeightDecay(0.02), Betas("Decay of the means of gradients, of their changes, and of squares.", 0.98, 0.92, 0.99), Eps(1e-8),
        Flag("no_prox", "Weight decay before the step, not after it."), D0, GrowthRate,
    ];

    private static BooleanOption Decouple(bool value) => Flag("decouple", "Weight decay apart from the gradient.", value);

    private static OptimizerVariant Adaptive(string name, string summary, params Option[] arguments) => new(name, summary)
    {
        FindsRate = true,
        WantsOneRate = true,
        WantsConstantRate = true,
        Arguments = arguments,
        Source = DAdaptation,
    };
}
