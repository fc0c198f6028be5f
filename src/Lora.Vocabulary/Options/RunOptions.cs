namespace Lora.Vocabulary;

/// <summary>How long a training goes, and how it is cut into steps.</summary>
public static class RunOptions
{
    internal static OptionGroup Group { get; } = new("Run");

    public static Option<int> MaxTrainEpochs { get; } = Group.Add(new NumberOption<int>("MaxTrainEpochs",
        "Epochs to train; 0 = no limit. Given both, the smaller ends the run.")
    {
        KohyaName = "max_train_epochs",
        Min = 0,
        Max = 1000000,
        Stages = [Stage.Validate, Stage.Train],
        DefaultRule = "10, if MaxTrainSteps sets no limit either",
        Rule = static (values, written) => written.Or(0) is > 0 and var epochs ? epochs : values.Get(MaxTrainSteps!) == 0 ? 10 : 0,
    });

    public static Option<int> MaxTrainSteps { get; } = Group.Add(new NumberOption<int>("MaxTrainSteps", "Steps to train; 0 = no limit.")
    {
        KohyaName = "max_train_steps",
        KohyaDefault = "1600",
        Min = 0,
        Max = 1000000000,
        Stages = [Stage.Validate, Stage.Train],
        DefaultRule = "as many as the epochs take",
    });

    public static Option<int> TrainBatchSize { get; } = Group.Add(new NumberOption<int>("TrainBatchSize", "Pictures a batch.")
    {
        KohyaName = "train_batch_size",
        KohyaDefault = "1",
        Default = 4,
        Min = 1,
        Max = 1024,
        Stages = [Stage.Validate, Stage.Train],
    });

    public static Option<int> GradientAccumulationSteps { get; } = Group.Add(new NumberOption<int>("GradientAccumulationSteps", "Batches a step.")
    {
        KohyaName = "gradient_accumulation_steps",
        KohyaDefault = "1",
        Default = 1,
        Min = 1,
        Max = 1024,
        Stages = [Stage.Validate, Stage.Train],
    });

    public static Option<bool> GradientCheckpointing { get; } = Group.Add(new BooleanOption("GradientCheckpointing", "Less memory for a third more time.")
    {
        KohyaName = "gradient_checkpointing",
        KohyaDefault = "false",
        Stages = [Stage.Train],
    });

    public static Option<bool> FusedBackwardPass { get; } = Group.Add(new BooleanOption("FusedBackwardPass",
        "Updates each parameter as soon as its gradient is there, and frees it: less memory. MaxGradNorm then limits each parameter's own norm.")
    {
        KohyaName = "fused_backward_pass",
        KohyaDefault = "false",
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    public static Option<double> ScaleWeightNorms { get; } = Group.Add(new NumberOption<double>("ScaleWeightNorms",
        "After each step the change that an adapter makes to its layer is scaled down to this norm (1 is usual); 0 = off.")
    {
        KohyaName = "scale_weight_norms",
        Min = 0,
        Max = 1e6,
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    public static Option<long> Seed { get; } = Group.Add(new NumberOption<long>("Seed", "Of the training's random numbers; prompts without a seed take it too.")
    {
        KohyaName = "seed",
        KohyaDefault = "random",
        Default = 42,
        Min = 0,
        Max = 9007199254740991,
        Stages = [Stage.Train],
    });
}
