namespace Lora.Vocabulary;

/// <content>
/// The classes of torch.optim.lr_scheduler, by kohya's <c>lr_scheduler_type</c>, with PyTorch's arguments. They count in optimizer steps, and none takes a
/// warm-up. Rates among their arguments are absolute, the same for every part that is trained.
/// </content>
public static partial class LrSchedules
{
    private const string Module = "torch.optim.lr_scheduler.";

    public static LrScheduleVariant CosineAnnealingLr { get; } = Torch("CosineAnnealingLR",
        "Half a cosine down to eta_min in T_max steps, up again, and so on.") with
    {
        Arguments = [Period("T_max", "Steps of half a cosine; 0 = all steps."), EtaMin],
        FollowsLength = static arguments => arguments.Get<int>("T_max") == 0,
    };

    public static LrScheduleVariant CosineAnnealingWarmRestarts { get; } = Torch("CosineAnnealingWarmRestarts",
        "Half cosines down to eta_min, the first in T_0 steps, each T_mult times as long as the one before.") with
    {
        Arguments =
        [
            Period("T_0", "Steps of the first; 0 = all steps."),
            new NumberOption<int>("T_mult", "Factor of the length.") { Min = 1, Max = 1000, Default = 1 },
            EtaMin,
        ],
        FollowsLength = static arguments => arguments.Get<int>("T_0") == 0,
        Source = "Loshchilov and Hutter, arXiv 1608.03983",
    };

    public static LrScheduleVariant StepLr { get; } = Torch("StepLR", "Every step_size steps gamma times the rate.") with
    {
        Arguments = [new NumberOption<int>("step_size", "Steps at one rate.") { Min = 1, Default = 1 }, Gamma(0.1)],
        Required = ["step_size"],
    };

    public static LrScheduleVariant MultiStepLr { get; } = Torch("MultiStepLR", "From each of the milestones on gamma times the rate.") with
    {
        Arguments = [new StepsOption("milestones", "Steps, in order."), Gamma(0.1)],
        Required = ["milestones"],
    };

    public static LrScheduleVariant ExponentialLr { get; } = Torch("ExponentialLR", "In every step gamma times the rate.") with
    {
        Arguments = [Gamma(1)],
        Required = ["gamma"],
    };

    public static LrScheduleVariant LinearLr { get; } = Torch("LinearLR",
        "A straight line from start_factor to end_factor in total_iters steps, then that.") with
    {
        Falls = false,
        Arguments =
        [
            new NumberOption<double>("start_factor", "Factor of the first step.") { Min = 0, IsAboveMin = true, Max = 1, Default = 1.0 / 3 },
            new NumberOption<double>("end_factor", "Factor of the last.") { Min = 0, Max = 1, Default = 1 },
            new NumberOption<int>("total_iters", "Steps of the line.") { Min = 1, Default = 5 },
        ],
    };

    public static LrScheduleVariant ConstantLr { get; } = Torch("ConstantLR", "factor times the rate for total_iters steps, then the rate.") with
    {
        Falls = false,
        Arguments =
        [
            new NumberOption<double>("factor", "Factor of the first steps.") { Min = 0, Max = 1, Default = 1.0 / 3 },
            new NumberOption<int>("total_iters", "Those steps.") { Min = 0, Default = 5 },
        ],
    };

    public static LrScheduleVariant PolynomialLr { get; } = Torch("PolynomialLR", "(1 - step / total_iters)^power, then 0.") with
    {
        Arguments =
        [
            new NumberOption<int>("total_iters", "Steps of the fall.") { Min = 1, Default = 5 },
            new NumberOption<double>("power", "Power of the fall.") { Min = 0, Max = 100, Default = 1 },
        ],
    };

    public static LrScheduleVariant OneCycleLr { get; } = Torch("OneCycleLR",
        "Up from max_lr / div_factor to max_lr, then down to a final_div_factor-th of where it began. Momentum stays as it is.") with
    {
        Arguments =
        [
            new OptionalNumberOption("max_lr", "The highest rate.") { Min = 0, Max = 10 },
            new NumberOption<int>("total_steps", "Steps of the cycle, at least those of the training; 0 = as many.") { Min = 0 },
            new NumberOption<double>("pct_start", "Share of the rise.") { Min = 0, Max = 1, Default = 0.3 },
            new ChoiceOption<string>("anneal_strategy", "Course between the ends.", [new("cos", "cos"), new("linear", "linear")]) { Default = "cos" },
            new ChoiceOption<string>("cycle_momentum", "Whether momentum moves against the rate: not done here.", [new("false", "false")])
            {
                Default = "false",
            },
            new NumberOption<double>("div_factor", "The highest rate by the first.") { Min = 0, IsAboveMin = true, Max = 1e9, Default = 25 },
            new NumberOption<double>("final_div_factor", "The first rate by the last.") { Min = 0, IsAboveMin = true, Max = 1e12, Default = 1e4 },
            new BooleanOption("three_phase", "Down to where it began before the last fall."),
        ],
        Required = ["max_lr"],
        FollowsLength = static arguments => arguments.Get<int>("total_steps") == 0,
        Source = "Smith and Topin, arXiv 1708.07120",
    };

    /// <summary>Those of <c>lr_scheduler_type</c>.</summary>
    public static IReadOnlyList<LrScheduleVariant> OfTorch { get; } =
    [
        CosineAnnealingLr, CosineAnnealingWarmRestarts, StepLr, MultiStepLr, ExponentialLr, LinearLr, ConstantLr, PolynomialLr, OneCycleLr,
    ];

    private static NumberOption<double> EtaMin => new("eta_min", "The lowest rate.") { Min = 0, Max = 10 };

    private static LrScheduleVariant Torch(string name, string summary) => new(name, summary)
    {
        TakesWarmup = false,
        FollowsLength = static _ => false,
        Aliases = [Module + name],
    };

    private static NumberOption<int> Period(string name, string summary) => new(name, summary) { Min = 0 };

    private static NumberOption<double> Gamma(double usual) => new("gamma", "Factor of the rate.") { Min = 0, Max = 10, Default = usual };
}
