namespace Lora.Vocabulary;

/// <content>An average of the weights in place of a schedule: it is what is saved and sampled from.</content>
public static partial class Optimizers
{
    private const string ScheduleFree = "Defazio et al., arXiv 2405.15682; schedulefree";

    public static OptimizerVariant AdamWScheduleFree { get; } = new("AdamWScheduleFree", "AdamW at a constant rate; saved is an average of its weights.")
    {
        IsScheduleFree = true,
        Arguments = [WeightDecayAtAverage, Betas(0.9, 0.999), Eps(1e-8), WarmupSteps, AveragePower, RatePower],
        Source = ScheduleFree,
    };

    public static OptimizerVariant RAdamScheduleFree { get; } = new("RAdamScheduleFree",
        "RAdam at a constant rate, with a warm-up of its own; saved is an average of its weights.")
    {
        IsScheduleFree = true,
        Arguments =
        [
            WeightDecayAtAverage, Betas(0.9, 0.999), Eps(1e-8), AveragePower, RatePower,
            Flag("silent_sgd_phase", "Leaves the weights alone until the squares say something.", true),
        ],
        Source = ScheduleFree,
    };

    public static OptimizerVariant SGDScheduleFree { get; } = new("SGDScheduleFree", "SGD at a constant rate; saved is an average of its weights.")
    {
        IsScheduleFree = true,
        Arguments =
        [
            WeightDecayAtAverage,
            new NumberOption<double>("momentum", "How near to the average the gradient is taken.")
            {
                Min = 0,
                IsAboveMin = true,
                Max = 1,
                IsBelowMax = true,
                Default = 0.9,
            },
            WarmupSteps, AveragePower, RatePower,
        ],
        Source = ScheduleFree,
    };

    public static OptimizerVariant ProdigyPlusScheduleFree { get; } = new("ProdigyPlusScheduleFree",
        "Prodigy without a schedule, with little memory; finds a rate for each part. LearningRate 1, MaxGradNorm 0.")
    {
        KohyaName = "prodigyplus.ProdigyPlusScheduleFree",
        Aliases = ["prodigyplus.ProdigyPlusScheduleFree", "prodigyplus.prodigy_plus_schedulefree.ProdigyPlusScheduleFree"],
        FindsRate = true,
        IsScheduleFree = true,
        Arguments =
        [
            WeightDecay(0), Flag("weight_decay_by_lr", "Decay is multiplied by the rate.", true), Betas(0.9, 0.99), Beta3, Eps(1e-8), D0, DCoefficient,
            Flag("d_limiter", "The estimate grows at most by a fifth a step.", true),
            new NumberOption<int>("prodigy_steps", "The estimate stands still after so many steps; 0 = never.") { Min = 0 },
            new NumberOption<double>("schedulefree_c", "How fast the average follows; 0 = as the paper has it.") { Min = 0 },
            Flag("split_groups", "An estimate for each part of the model.", true),
            Flag("split_groups_mean", "All parts use the harmonic mean of their estimates."),
            Flag("factored", "Second moments by rows and columns.", true),
            Flag("use_bias_correction", "RAdam's correction, which is a warm-up too."),
            Flag("use_stableadamw", "Limits a tensor's update by its root mean square.", true),
            Flag("use_schedulefree", "False: a form of Prodigy itself, whose weights are saved as they are.", true),
        ],
        Source = "github.com/LoganBooker/prodigy-plus-schedule-free 2.0.1",
    };

    private static NumberOption<double> WeightDecayAtAverage => WeightDecay(0);

    private static NumberOption<int> WarmupSteps => new("warmup_steps", "Steps in which the rate rises from 0.") { Min = 0 };

    private static NumberOption<double> AveragePower => new("r", "Later weights count more in the average: by their step to this power.") { Min = 0 };

    private static NumberOption<double> RatePower => new("weight_lr_power", "In a warm-up weights count by their rate to this power.") { Min = 0, Default = 2 };
}
