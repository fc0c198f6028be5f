namespace Lora.Vocabulary;

/// <summary>
/// The metadata of a <c>TrainPhase</c>, whose Include is its name: what a phase of the training does otherwise than the project says.
/// </summary>
public static class TrainPhaseOptions
{
    public static OptionGroup Group { get; } = new("TrainPhase");

    /// <summary>Those that stand in for options of the project.</summary>
    public static IReadOnlyList<OverridingOption> Overrides { get; } =
    [
        .. ((Option[])[
            RunOptions.MaxTrainEpochs, RunOptions.MaxTrainSteps, RateOptions.LearningRate, RateOptions.UnetLr, RateOptions.TextEncoderLr,
            RateOptions.LrScheduler, RateOptions.LrSchedulerNumCycles, RateOptions.LrWarmupSteps,
        ]).Select(option => Group.Add(new OverridingOption(option))),
    ];

    public static Option<string> Images { get; } = Group.Add(new TextOption("Images",
        "Paths of the pictures that it shows, parted by ';'; * and ** as in an Include.")
    {
        DefaultRule = "all of them",
    });

    public static Option<string> Concepts { get; } = Group.Add(new TextOption("Concepts", "Concepts of the pictures that it shows, parted by ';'.")
    {
        DefaultRule = "all of them",
    });
}
