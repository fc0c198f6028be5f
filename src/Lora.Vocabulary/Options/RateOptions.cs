namespace Lora.Vocabulary;

/// <summary>How fast, and by which rule, the weights change.</summary>
public static class RateOptions
{
    internal static OptionGroup Group { get; } = new("Rates");

    public static Option<double?> LearningRate { get; } = Group.Add(new OptionalNumberOption("LearningRate", "Rate of what has none of its own.")
    {
        KohyaName = "learning_rate",
        KohyaDefault = "2e-6",
        Min = 0,
        Max = 10,
        Stages = [Stage.Train],
    });

    public static Option<double> UnetLr { get; } = Group.Add(new NumberOption<double>("UnetLr", "Rate of the U-Net's adapters; 0 = not trained.")
    {
        KohyaName = "unet_lr",
        Min = 0,
        Max = 10,
        Stages = [Stage.Validate, Stage.Train],
        AppliesTo = TargetArguments.AppliesTo,
        DefaultRule = "LearningRate, else 5e-4; 1 with an optimizer that finds its rate, 5e-3 with ia3",
        Rule = static (values, written) => values.Get(NetworkOptions.NetworkTrainTextEncoderOnly) ? 0 : written.Or(Usual(values, 5e-4)),
    });

    public static Option<double> TextEncoderLr { get; } = Group.Add(new NumberOption<double>("TextEncoderLr",
        "Rate of the text encoders' adapters; 0 = not trained.")
    {
        KohyaName = "text_encoder_lr",
        Min = 0,
        Max = 10,
        Stages = [Stage.Validate, Stage.Train],
        AppliesTo = TargetArguments.AppliesTo,
        DefaultRule = "LearningRate, else 1e-4; 1 with an optimizer that finds its rate, 1e-3 with ia3",
        Rule = static (values, written) => values.Get(NetworkOptions.NetworkTrainUnetOnly) || !values.TargetPreset.HasText
            ? 0 : written.Or(Usual(values, 1e-4)),
    });

    /// <summary>The rate of each part that can be trained.</summary>
    public static IReadOnlyDictionary<ModelPart, Option<double>> ByPart { get; } = new Dictionary<ModelPart, Option<double>>
    {
        [ModelPart.Unet] = UnetLr,
        [ModelPart.TextEncoder] = TextEncoderLr,
        [ModelPart.TextEncoder2] = TextEncoderLr,
    };

    public static Option<OptimizerVariant> OptimizerType { get; } = Group.Add(new ChoiceOption<OptimizerVariant>("OptimizerType", "The optimizer.",
        Variant.Choices(Optimizers.All))
    {
        KohyaName = "optimizer_type",
        KohyaDefault = "AdamW",
        Default = Optimizers.AdamW8bit,
        Stages = [Stage.Train],
    });

    public static Option<OptionValues> OptimizerArgs { get; } = Group.Add(new ArgumentsOption("OptimizerArgs",
        "Arguments of the optimizer: weight_decay=0.01 betas=0.9,0.999 eps=1e-8.", static values => values.Get(OptimizerType))
    {
        KohyaName = "optimizer_args",
        Stages = [Stage.Train],
    });

    public static Option<LrScheduleVariant> LrScheduler { get; } = Group.Add(new ChoiceOption<LrScheduleVariant>("LrScheduler", "How the rates fall.",
        Variant.Choices(LrSchedules.All))
    {
        KohyaName = "lr_scheduler",
        KohyaDefault = "constant",
        Default = LrSchedules.CosineWithRestarts,
        Stages = [Stage.Train],
        // as kohya's scripts, which give such an optimizer no schedule whatever is asked for
        Rule = static (values, written) => values.Get(OptimizerType).IsScheduleFree ? LrSchedules.Constant : written.Or(LrSchedules.CosineWithRestarts),
    });

    public static Option<int> LrSchedulerNumCycles { get; } = Group.Add(new NumberOption<int>("LrSchedulerNumCycles",
        "Cycles of cosine_with_restarts; half cosines of cosine_with_min_lr and of warmup_stable_decay's fall.")
    {
        KohyaName = "lr_scheduler_num_cycles",
        KohyaDefault = "1",
        DefaultRule = "1 of cosine_with_min_lr and warmup_stable_decay, else 3",
        Rule = static (values, written) => written.Or(values.LrSchedule.TakesMinRatio ? 1 : 3),
        Min = 1,
        Max = 1000,
        Stages = [Stage.Train],
    });

    public static Option<double> LrWarmupSteps { get; } = Group.Add(new NumberOption<double>("LrWarmupSteps",
        "Steps in which the rates rise from 0; below 1 a part of all steps.")
    {
        KohyaName = "lr_warmup_steps",
        KohyaDefault = "0",
        Min = 0,
        Max = 1e9,
        Stages = [Stage.Train],
    });

    public static Option<double> MaxGradNorm { get; } = Group.Add(new NumberOption<double>("MaxGradNorm", "Gradients are scaled down to this norm; 0 = never.")
    {
        KohyaName = "max_grad_norm",
        KohyaDefault = "1.0",
        Default = 1,
        Min = 0,
        Max = 1e9,
        Stages = [Stage.Train],
    });

    public static Option<double> MinSnrGamma { get; } = Group.Add(new NumberOption<double>("MinSnrGamma",
        "Weighs the loss of easy time steps down (5 is usual); 0 = off.")
    {
        KohyaName = "min_snr_gamma",
        Min = 0,
        Max = 1e6,
        Stages = [Stage.Train],
    });

    public static Option<double> PriorLossWeight { get; } = Group.Add(new NumberOption<double>("PriorLossWeight",
        "Factor of the loss of regularization images.")
    {
        KohyaName = "prior_loss_weight",
        KohyaDefault = "1.0",
        Default = 1,
        Min = 0,
        Max = 1000,
        Stages = [Stage.Train],
    });

    public static Option<bool> PriorPrediction { get; } = Group.Add(new BooleanOption("PriorPrediction",
        "Regularization images are compared with what the base model predicts, not with their noise: they keep the class, and teach nothing.")
    {
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    /// <summary>Guidance takes the prediction without a caption off the one with it: where only the latter is held, pictures change all the same.</summary>
    public static Option<double> PriorCaptionDropoutRate { get; } = Group.Add(new NumberOption<double>("PriorCaptionDropoutRate",
        "Part of the regularization images that are shown without a caption, so that what guidance starts from stays too.")
    {
        Default = 0.25,
        Min = 0,
        Max = 1,
        Stages = [Stage.Validate, Stage.Train],
        Applies = static values => values.Get(PriorPrediction!),
        DefaultRule = "0.25 with PriorPrediction; without it CaptionDropoutRate",
    });

    public static Option<bool> DebiasedEstimationLoss { get; } = Group.Add(new BooleanOption("DebiasedEstimationLoss",
        "Weighs the loss by 1 / sqrt(SNR): more for what is decided at high noise (shape, colour).")
    {
        KohyaName = "debiased_estimation_loss",
        KohyaDefault = "false",
        Stages = [Stage.Train],
    });

    public static Option<bool> ScaleVPredLossLikeNoisePred { get; } = Group.Add(new BooleanOption("ScaleVPredLossLikeNoisePred",
        "Weighs the loss of a v-prediction model as that of a noise-prediction model.")
    {
        KohyaName = "scale_v_pred_loss_like_noise_pred",
        KohyaDefault = "false",
        Stages = [Stage.Validate, Stage.Train],
    });

    public static Option<double> VPredLikeLoss { get; } = Group.Add(new NumberOption<double>("VPredLikeLoss",
        "Adds so much of a loss weighed like that of a v-prediction model; 0 = off.")
    {
        KohyaName = "v_pred_like_loss",
        Min = 0,
        Max = 1e6,
        Stages = [Stage.Validate, Stage.Train],
    });

    private static double Usual(OptionValues values, double rate) =>
        values.Get(LearningRate) ?? (values.Get(OptimizerType).FindsRate ? 1 : rate * values.Get(NetworkOptions.NetworkAlgo).RateFactor);
}
