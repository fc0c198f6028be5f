namespace Lora.Vocabulary;

/// <summary>Pictures that are kept out of the training, so that the loss on them tells which epoch is the best (docs/watching.md).</summary>
public static class ValidationOptions
{
    internal static OptionGroup Group { get; } = new("Validation");

    public static Option<double> ValidationSplit { get; } = Group.Add(new NumberOption<double>("ValidationSplit",
        "Share of the training images that are not trained on, but looked at for a loss of their own; 0 = none, else at least one.")
    {
        KohyaName = "validation_split",
        KohyaDefault = "0.0",
        Min = 0,
        Max = 1,
        Stages = [Stage.Train],
        Applies = IsOn,
    });

    public static Option<long> ValidationSeed { get; } = Group.Add(new NumberOption<long>("ValidationSeed",
        "Chooses the images that are kept out, and the noise with which they are looked at.")
    {
        KohyaName = "validation_seed",
        Min = 0,
        Max = 9007199254740991,
        Stages = [Stage.Train],
        Applies = IsOn,
        DefaultRule = "Seed",
        Rule = static (values, written) => written.Or(values.Get(RunOptions.Seed)),
    });

    public static Option<int> ValidateEveryNEpochs { get; } = Group.Add(new NumberOption<int>("ValidateEveryNEpochs",
        "Epochs between two looks at the images that are kept out; 0 = at the end only.")
    {
        KohyaName = "validate_every_n_epochs",
        KohyaDefault = "1",
        Default = 1,
        Min = 0,
        Max = 1000000,
        Stages = [Stage.Train],
        Applies = IsOn,
    });

    public static Option<int> ValidateEveryNSteps { get; } = Group.Add(new NumberOption<int>("ValidateEveryNSteps",
        "Steps between two looks at them, beside those at the ends of epochs; 0 = none.")
    {
        KohyaName = "validate_every_n_steps",
        KohyaDefault = "0",
        Min = 0,
        Max = 1000000000,
        Stages = [Stage.Train],
        Applies = IsOn,
    });

    public static Option<int> MaxValidationSteps { get; } = Group.Add(new NumberOption<int>("MaxValidationSteps",
        "Batches of them that a look takes at most; 0 = all.")
    {
        KohyaName = "max_validation_steps",
        KohyaDefault = "0",
        Min = 0,
        Max = 1000000000,
        Stages = [Stage.Train],
        Applies = IsOn,
    });

    private static bool IsOn(OptionValues values) => values.Get(ValidationSplit) > 0;
}
