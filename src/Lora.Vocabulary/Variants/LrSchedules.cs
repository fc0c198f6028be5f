namespace Lora.Vocabulary;

/// <summary>A course of the learning rate, kohya's <c>lr_scheduler</c> or, of PyTorch's own, its <c>lr_scheduler_type</c>.</summary>
public sealed record LrScheduleVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>Whether <c>lr_warmup_steps</c> means something to it.</summary>
    public bool TakesWarmup { get; init; } = true;

    /// <summary>False where the rate of the last step is not below that of the first after the warm-up.</summary>
    public bool Falls { get; init; } = true;

    /// <summary>Whether, with these arguments, the rate of a step depends on how many steps there are in all.</summary>
    public Func<OptionValues, bool> FollowsLength { get; init; } = static _ => true;

    /// <summary>Whether <c>lr_scheduler_num_cycles</c> means something to it.</summary>
    public bool TakesCycles { get; init; }

    /// <summary>Whether <c>lr_scheduler_min_lr_ratio</c> means something to it.</summary>
    public bool TakesMinRatio { get; init; }

    /// <summary>Those of its arguments that have to be written.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];
}

/// <summary>The learning-rate schedules of <c>lr_scheduler</c>; kohya's names, transformers' and diffusers' formulas.</summary>
public static partial class LrSchedules
{
    public static LrScheduleVariant Constant { get; } = new("constant", "The base rate from the first step to the last.")
    {
        TakesWarmup = false,
        Falls = false,
        FollowsLength = static _ => false,
    };

    public static LrScheduleVariant ConstantWithWarmup { get; } = new("constant_with_warmup", "A linear rise, then the base rate.")
    {
        Falls = false,
        FollowsLength = static _ => false,
    };

    public static LrScheduleVariant Linear { get; } = new("linear", "A linear rise, then a straight line to 0.");

    public static LrScheduleVariant Cosine { get; } = new("cosine", "A linear rise, then half a cosine to 0.");

    public static LrScheduleVariant CosineWithRestarts { get; } =
        new("cosine_with_restarts", "A linear rise, then LrSchedulerNumCycles half cosines, each from the base rate to 0.") { TakesCycles = true };

    public static LrScheduleVariant CosineWithMinLr { get; } = new("cosine_with_min_lr",
        "A linear rise, then LrSchedulerNumCycles half cosines on end, down to LrSchedulerMinLrRatio (or min_lr), up, down.")
    {
        TakesCycles = true,
        TakesMinRatio = true,
        Arguments = [new OptionalNumberOption("min_lr", "The lowest rate, in place of LrSchedulerMinLrRatio; of what has LearningRate.") { Min = 0, Max = 10 }],
    };

    public static LrScheduleVariant Polynomial { get; } = new("polynomial", "A linear rise, then (1 - progress)^LrSchedulerPower down to lr_end.")
    {
        Arguments = [new NumberOption<double>("lr_end", "The last rate, of what has LearningRate; below it.") { Min = 0, Max = 10, Default = 1e-7 }],
    };

    public static LrScheduleVariant InverseSqrt { get; } = new("inverse_sqrt",
        "A linear rise, then 1 / sqrt(1 + steps since / LrSchedulerTimescale): fast at first, then ever slower, never 0.")
    {
        FollowsLength = static _ => false,
    };

    public static LrScheduleVariant WarmupStableDecay { get; } = new("warmup_stable_decay",
        "A rise from LrSchedulerMinLrRatio, then the base rate, then in the last LrDecaySteps a fall to it.")
    {
        TakesCycles = true,
        TakesMinRatio = true,
        Arguments =
        [
            Course("warmup_type", "Course of the rise.", "linear"),
            Course("decay_type", "Course of the fall; cosine takes LrSchedulerNumCycles.", "cosine"),
        ],
    };

    public static LrScheduleVariant PiecewiseConstant { get; } = new("piecewise_constant", "Factors of the base rate, each up to a step.")
    {
        TakesWarmup = false,
        Arguments =
        [
            new StepRulesOption("step_rules", "factor:step,...,factor: 1:10,0.1:40,0.01 is 1 up to step 10, 0.1 up to step 40, then 0.01."),
        ],
        Required = ["step_rules"],
        FollowsLength = static _ => false,
    };

    public static LrScheduleVariant Rex { get; } = new("rex",
        "A linear rise, then (1 - z) / (1 - d + d (1 - z)) with z the progress: slow to fall, and fast at the end.")
    {
        Arguments =
        [
            new NumberOption<double>("min_lr", "The lowest rate, of what has LearningRate.") { Min = 0, Max = 10 },
            new NumberOption<double>("d", "How late it falls: 0 is a straight line.") { Min = 0, Max = 1, IsBelowMax = true, Default = 0.9 },
        ],
        Source = "Chen, Wolfe and Kyrillidis, arXiv 2107.04197",
    };

    public static LrScheduleVariant Adafactor { get; } = new("adafactor", "What AdaFactor finds with relative_step; the rates of the project are not used.")
    {
        TakesWarmup = false,
        FollowsLength = static _ => false,
    };

    public static IReadOnlyList<LrScheduleVariant> All { get; } =
    [
        Constant, ConstantWithWarmup, Linear, Cosine, CosineWithRestarts, CosineWithMinLr, Polynomial, InverseSqrt, WarmupStableDecay, PiecewiseConstant, Rex,
        Adafactor,
    ];

    private static ChoiceOption<string> Course(string name, string summary, string usual) =>
        new(name, summary, [new("linear", "linear"), new("cosine", "cosine"), new("1-sqrt", "1-sqrt")]) { Default = usual };
}
