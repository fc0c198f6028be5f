namespace Lora.Vocabulary;

/// <summary>An optimizer, kohya's <c>optimizer_type</c>.</summary>
public sealed record OptimizerVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>It finds its rate itself, and the rates of a project only scale it: 1 is the usual one.</summary>
    public bool FindsRate { get; init; }

    /// <summary>What it finds is one number for all parts of the model, so that their rates must be equal.</summary>
    public bool WantsOneRate { get; init; }

    /// <summary>A rate that changes by a schedule misleads what it finds.</summary>
    public bool WantsConstantRate { get; init; }

    /// <summary>
    /// An average of the weights takes the place of a falling rate: it trains at a constant one, whatever <c>LrScheduler</c> says, as in kohya's scripts.
    /// </summary>
    public bool IsScheduleFree { get; init; }

    /// <summary>
    /// Whether, with these arguments, its rate follows from the step and the weights alone: the rates of a project and <c>LrScheduler</c> do nothing, and
    /// kohya's scripts use the <c>adafactor</c> schedule.
    /// </summary>
    public Func<OptionValues, bool> SetsRate { get; init; } = static _ => false;

    /// <summary>What kohya's scripts call it, where its own name means nothing to them: a class of a package that has to be installed.</summary>
    public string KohyaName { get; init; } = Name;
}
