namespace Lora.Vocabulary;

/// <content>One moment a weight, or none.</content>
public static partial class Optimizers
{
    public static OptimizerVariant Lion { get; } = new("Lion",
        "Steps of one size in the direction of the momentum; wants a rate 3 to 10 times smaller than AdamW's.")
    {
        Aliases = ["lion_pytorch.Lion"],
        Arguments = [WeightDecay(0), LionBetas],
        Source = "Chen et al., arXiv 2302.06675; lion-pytorch",
    };

    public static OptimizerVariant Lion8bit { get; } = new("Lion8bit", "Lion with its momentum in 8 bits.")
    {
        Aliases = ["PagedLion8bit"],
        Arguments = [WeightDecay(0), LionBetas],
        Source = EightBit,
    };

    public static OptimizerVariant SGD { get; } = new("SGD", "The gradient times the rate, with momentum if told.")
    {
        Arguments =
        [
            WeightDecayInGradient(), Momentum(0),
            new NumberOption<double>("dampening", "Part of a new gradient that the momentum does not take.") { Min = 0, Max = 1 },
            Flag("nesterov", "Looks one step of the momentum ahead."),
        ],
        Source = "torch.optim.SGD",
    };

    public static OptimizerVariant SGDNesterov { get; } = new("SGDNesterov", "SGD with Nesterov's momentum.")
    {
        Arguments = [WeightDecayInGradient(), Momentum(0.9)],
        Source = "Sutskever et al., ICML 2013; torch.optim.SGD",
    };

    public static OptimizerVariant SGDNesterov8bit { get; } = new("SGDNesterov8bit",
        "SGD with plain momentum in 8 bits: bitsandbytes takes nesterov and does nothing with it.")
    {
        Aliases = ["SGD8bit", $"{Bitsandbytes}.optim.SGD8bit"],
        Arguments = [WeightDecayInGradient(), Momentum(0.9)],
        Source = EightBit,
    };

    public static OptimizerVariant RMSprop { get; } = new("RMSprop", "The gradient by the root of the running mean of its square.")
    {
        Arguments =
        [
            WeightDecayInGradient(), SquaresDecay, Eps(1e-8), Momentum(0), Flag("centered", "Divides by the deviation from the mean gradient."),
        ],
        Source = "Hinton's lecture 6e; torch.optim.RMSprop",
    };

    public static OptimizerVariant RMSprop8bit { get; } = new("RMSprop8bit", "RMSprop with its squares in 8 bits.")
    {
        KohyaName = $"{Bitsandbytes}.optim.RMSprop8bit",
        Aliases = [$"{Bitsandbytes}.optim.RMSprop8bit"],
        Arguments = [WeightDecayInGradient(), SquaresDecay, Eps(1e-8)],
        Source = EightBit,
    };

    public static OptimizerVariant Adagrad { get; } = new("Adagrad", "The gradient by the root of the sum of all its squares: a rate that falls by itself.")
    {
        Arguments =
        [
            WeightDecayInGradient(), Eps(1e-10),
            new NumberOption<double>("lr_decay", "The rate is divided by 1 + this x steps taken.") { Min = 0 },
            new NumberOption<double>("initial_accumulator_value", "The sum of squares before the first step.") { Min = 0 },
        ],
        Source = "Duchi et al., JMLR 12 (2011); torch.optim.Adagrad",
    };

    public static OptimizerVariant Adagrad8bit { get; } = new("Adagrad8bit", "Adagrad with its squares in 8 bits.")
    {
        KohyaName = $"{Bitsandbytes}.optim.Adagrad8bit",
        Aliases = [$"{Bitsandbytes}.optim.Adagrad8bit"],
        Arguments = [WeightDecayInGradient(), Eps(1e-10)],
        Source = EightBit,
    };

    private static NumbersOption LionBetas => Betas("Part of the momentum in the direction of a step, and its own decay.", 0.9, 0.99);

    private static NumberOption<double> SquaresDecay =>
        new("alpha", "Decay of the running mean of squares.") { Min = 0, Max = 1, IsBelowMax = true, Default = 0.99 };
}
