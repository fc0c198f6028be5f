namespace Lora.Vocabulary;

/// <content>Adam and its kin: two moments a weight.</content>
public static partial class Optimizers
{
    private const string EightBit = "Dettmers et al., arXiv 2110.02861; bitsandbytes";

    public static OptimizerVariant AdamW { get; } = new("AdamW",
        "The safe default: two moments a weight, bias-corrected, weight decay apart from the gradient.")
    {
        Aliases = ["PagedAdamW", "PagedAdamW32bit"],
        Arguments =
        [
            WeightDecay(0.01), Betas(0.9, 0.999), Eps(1e-8),
            new OptionalBooleanOption("amsgrad", "Divides by the largest mean of squares so far."),
        ],
        Source = "Loshchilov and Hutter, arXiv 1711.05101; torch.optim.AdamW",
    };

    public static OptimizerVariant AdamW8bit { get; } = new("AdamW8bit", "AdamW with its moments in 8 bits: a quarter of the memory.")
    {
        Aliases = ["PagedAdamW8bit"],
        Arguments = [WeightDecay(0.01), Betas(0.9, 0.999), Eps(1e-8)],
        Source = EightBit,
    };

    public static OptimizerVariant Adam { get; } = new("Adam", "As AdamW, with the weight decay in the gradient.")
    {
        Arguments = [WeightDecayInGradient(), Betas(0.9, 0.999), Eps(1e-8), Flag("amsgrad", "Divides by the largest mean of squares so far.")],
        Source = "Kingma and Ba, arXiv 1412.6980; torch.optim.Adam",
    };

    public static OptimizerVariant Adam8bit { get; } = new("Adam8bit", "AdamW8bit without weight decay unless told.")
    {
        KohyaName = $"{Bitsandbytes}.optim.Adam8bit",
        Aliases = ["PagedAdam8bit", $"{Bitsandbytes}.optim.Adam8bit"],
        Arguments = [WeightDecay(0), Betas(0.9, 0.999), Eps(1e-8)],
        Source = EightBit,
    };

    public static OptimizerVariant NAdam { get; } = new("NAdam", "Adam with Nesterov's momentum.")
    {
        Arguments =
        [
            WeightDecayInGradient(), Betas(0.9, 0.999), Eps(1e-8),
            new NumberOption<double>("momentum_decay", "How fast the momentum rises to its full strength.") { Min = 0, Default = 4e-3 },
        ],
        Source = "Dozat, ICLR workshop 2016; torch.optim.NAdam",
    };

    public static OptimizerVariant RAdam { get; } = new("RAdam", "Adam that waits with the squares until they say something: a warm-up of its own.")
    {
        Arguments = [WeightDecayInGradient(), Betas(0.9, 0.999), Eps(1e-8)],
        Source = "Liu et al., arXiv 1908.03265; torch.optim.RAdam",
    };

    public static OptimizerVariant AdEMAMix { get; } = new("AdEMAMix", "Adam with a second, slow mean of the gradients.")
    {
        KohyaName = $"{PytorchOptimizer}.AdEMAMix",
        Aliases = [$"{PytorchOptimizer}.AdEMAMix"],
        Arguments =
        [
            WeightDecayEitherWay("weight_decouple"), Betas("Decay of the mean of gradients, of their squares, and of the slow mean.", 0.9, 0.999, 0.9999),
            Eps(1e-8), Alpha,
            new OptionalNumberOption("t_alpha_beta3", "Steps in which alpha and the slow mean's decay reach their values.") { Min = 1 },
            Flag("weight_decouple", "Weight decay apart from the gradient."),
        ],
        Source = "Pagliardini et al., arXiv 2409.03137; pytorch_optimizer",
    };

    public static OptimizerVariant AdEMAMix8bit { get; } = new("AdEMAMix8bit", "AdEMAMix with its means in 8 bits.")
    {
        Aliases = ["PagedAdEMAMix8bit", $"{Bitsandbytes}.optim.AdEMAMix8bit", $"{Bitsandbytes}.optim.PagedAdEMAMix8bit"],
        KohyaName = $"{Bitsandbytes}.optim.AdEMAMix8bit",
        Arguments =
        [
            WeightDecay(0.01), Betas("Decay of the mean of gradients, of their squares, and of the slow mean.", 0.9, 0.999, 0.9999), Eps(1e-8), Alpha,
            new OptionalNumberOption("t_alpha", "Steps in which alpha reaches its value.") { Min = 1 },
            new OptionalNumberOption("t_beta3", "Steps in which the slow mean's decay reaches its value.") { Min = 1 },
        ],
        Source = "Pagliardini et al., arXiv 2409.03137; bitsandbytes",
    };

    public static OptimizerVariant StableAdamW { get; } = new("StableAdamW", "AdamW whose rate falls where squares lag behind the gradients, tensor by tensor.")
    {
        KohyaName = $"{PytorchOptimizer}.StableAdamW",
        Aliases = [$"{PytorchOptimizer}.StableAdamW"],
        Arguments = [WeightDecay(0.01), Betas(0.9, 0.99), Eps(1e-8)],
        Source = "Wortsman et al., arXiv 2304.13013; pytorch_optimizer",
    };

    public static OptimizerVariant AdaBelief { get; } = new("AdaBelief", "Adam with the squares of what the mean of gradients did not expect.")
    {
        KohyaName = $"{PytorchOptimizer}.AdaBelief",
        Aliases = [$"{PytorchOptimizer}.AdaBelief"],
        Arguments =
        [
            WeightDecayEitherWay("weight_decouple"), Betas(0.9, 0.999), Eps(1e-16), Flag("weight_decouple", "Weight decay apart from the gradient.", true),
            Flag("rectify", "Waits with the squares until they say something, as RAdam."),
        ],
        Source = "Zhuang et al., arXiv 2010.07468; pytorch_optimizer",
    };

    public static OptimizerVariant ADOPT { get; } = new("ADOPT", "Adam that divides by the squares of the steps before: any second beta converges.")
    {
        KohyaName = $"{PytorchOptimizer}.ADOPT",
        Aliases = [$"{PytorchOptimizer}.ADOPT"],
        Arguments =
        [
            WeightDecayEitherWay("weight_decouple"), Betas(0.9, 0.9999), Eps(1e-6), Flag("weight_decouple", "Weight decay apart from the gradient."),
        ],
        Source = "Taniguchi et al., arXiv 2411.02853; pytorch_optimizer",
    };

    public static OptimizerVariant LAMB { get; } = new("LAMB", "Adam whose step is as long as the tensor is large: made for large batches.")
    {
        KohyaName = $"{PytorchOptimizer}.Lamb",
        Aliases = [$"{PytorchOptimizer}.Lamb"],
        Arguments = [WeightDecay(0), Betas(0.9, 0.999), Eps(1e-6), Flag("grad_averaging", "Weighs a new gradient by 1 - beta, not by 1.", true)],
        Source = "You et al., arXiv 1904.00962; pytorch_optimizer",
    };

    private static NumberOption<double> Alpha => new("alpha", "Weight of the slow mean.") { Min = 0, Default = 5 };
}
