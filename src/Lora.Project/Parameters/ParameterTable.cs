namespace Lora.Project;

/// <summary>
/// The properties of a <c>.loraproj</c>. A default is the Character row of the community's guides, of a range the lowest; where the row is silent, kohya's.
/// </summary>
public static class ParameterTable
{
    /// <summary>All properties, in the order of the documentation.</summary>
    public static IReadOnlyList<Parameter> All { get; } = [.. Project, .. Dataset, .. Network, .. Rates, .. Run, .. Output];

    private static readonly Dictionary<string, Parameter> ByName = All.ToDictionary(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The property of that name, whatever the letter case (MSBuild's rule); null if there is none.</summary>
    public static Parameter? Find(string name) => ByName.GetValueOrDefault(name);

    private static IEnumerable<Parameter> Project =>
    [
        new("BaseModel", "pretrained_model_name_or_path", ParameterType.Path, "", "", "Folder of the base model (Stable Diffusion 1.x, diffusers layout)."),
        new("Trigger", null, ParameterType.Text, "", "", "The word that calls the subject; put first into every caption.", StageName.Tag),
        new("LoraCacheDir", null, ParameterType.Path, "", "",
            "Folder of the store that all projects share; also an environment variable. Default: ~/.cache/lora."),
    ];

    private static IEnumerable<Parameter> Dataset =>
    [
        new("Resolution", "resolution", ParameterType.Integer, "768", "512", "Side of a square training picture; buckets keep its area.", StageName.Validate,
            StageName.Resize, StageName.Sample)
            { Min = 64, Max = 4096, Step = 8 },
        new("EnableBucket", "enable_bucket", ParameterType.Boolean, "true", "false", "Group pictures by aspect ratio instead of cropping all to a square.",
            StageName.Validate, StageName.Resize),
        new("MinBucketReso", "min_bucket_reso", ParameterType.Integer, "256", "256", "Smallest side of a bucket.", StageName.Validate,
            StageName.Resize) { Min = 16, Max = 4096, Step = 8 },
        new("MaxBucketReso", "max_bucket_reso", ParameterType.Integer, "1024", "1024", "Largest side of a bucket.", StageName.Validate,
            StageName.Resize) { Min = 16, Max = 8192, Step = 8 },
        new("BucketResoSteps", "bucket_reso_steps", ParameterType.Integer, "64", "64", "Bucket sides are multiples of this.", StageName.Validate,
            StageName.Resize) { Min = 8, Max = 512, Step = 8 },
        new("BucketNoUpscale", "bucket_no_upscale", ParameterType.Boolean, "false", "false", "Never scale a picture up.", StageName.Validate, StageName.Resize),
        new("NumRepeats", "num_repeats", ParameterType.Integer, "5", "1",
            "How often each picture is seen in an epoch; an Image's metadata overrides it.") { Min = 1, Max = 10000 },
        new("CaptionExtension", "caption_extension", ParameterType.Text, ".txt", ".caption", "Extension of the caption files."),
        new("ShuffleCaption", "shuffle_caption", ParameterType.Boolean, "false", "false", "Shuffle a caption's tags at every step.", StageName.Train),
        new("KeepTokens", "keep_tokens", ParameterType.Integer, "0", "0", "So many tags stay in front when the others are shuffled.",
            StageName.Train) { Min = 0, Max = 1000 },
        new("MaxTokenLength", "max_token_length", ParameterType.Choice, "75", "75", "Tokens of a caption that are read.", StageName.CacheTextEmbeddings,
            StageName.Train) { Choices = ["75", "150", "225"] },
        new("ClipSkip", "clip_skip", ParameterType.Integer, "1", "1", "Which layer of the text encoder is used, from the last.", StageName.CacheTextEmbeddings,
            StageName.Train, StageName.Sample)
            { Min = 1, Max = 24 },
    ];

    private static IEnumerable<Parameter> Network =>
    [
        new("NetworkDim", "network_dim", ParameterType.Integer, "8", "4", "Rank of the LoRA.", StageName.Train) { Min = 1, Max = 768 },
        new("NetworkAlpha", "network_alpha", ParameterType.Number, "", "1", "The LoRA is scaled by alpha / dim. Default: half of NetworkDim; 0 = NetworkDim.",
            StageName.Train) { Min = 0, Max = 100000 },
        new("NetworkTrainUnetOnly", "network_train_unet_only", ParameterType.Boolean, "false", "false", "Leave the text encoder as it is.", StageName.Train),
        new("NetworkTrainTextEncoderOnly", "network_train_text_encoder_only", ParameterType.Boolean, "false", "false", "Leave the U-Net as it is.",
            StageName.Train),
    ];

    private static IEnumerable<Parameter> Rates =>
    [
        new("LearningRate", "learning_rate", ParameterType.Number, "", "2e-6", "Rate of what has none of its own.", StageName.Train) { Min = 0, Max = 10 },
        new("UnetLr", "unet_lr", ParameterType.Number, "", "", "Rate of the U-Net's LoRA. Default: LearningRate, else 5e-4; 0 = not trained.",
            StageName.Train) { Min = 0, Max = 10 },
        new("TextEncoderLr", "text_encoder_lr", ParameterType.Number, "", "",
            "Rate of the text encoder's LoRA. Default: LearningRate, else 1e-4; 0 = not trained.", StageName.Train) { Min = 0, Max = 10 },
        new("OptimizerType", "optimizer_type", ParameterType.Choice, "AdamW", "AdamW", "The optimizer.", StageName.Train) { Choices = ["AdamW"] },
        new("OptimizerArgs", "optimizer_args", ParameterType.Arguments, "", "", "Options of the optimizer: weight_decay=0.01 betas=0.9,0.999 eps=1e-8.",
            StageName.Train)
            { ArgumentNames = ["weight_decay", "betas", "eps"] },
        new("LrScheduler", "lr_scheduler", ParameterType.Choice, "cosine_with_restarts", "constant", "How the rates fall.", StageName.Train)
            { Choices = ["constant", "constant_with_warmup", "cosine", "cosine_with_restarts"] },
        new("LrSchedulerNumCycles", "lr_scheduler_num_cycles", ParameterType.Integer, "3", "1", "Cycles of cosine_with_restarts.", StageName.Train) { Min = 1,
            Max = 1000 },
        new("LrWarmupSteps", "lr_warmup_steps", ParameterType.Number, "0", "0", "Steps in which the rates rise from 0; below 1 a part of all steps.",
            StageName.Train) { Min = 0, Max = 1e9 },
        new("MaxGradNorm", "max_grad_norm", ParameterType.Number, "1", "1.0", "Gradients are scaled down to this norm; 0 = never.", StageName.Train) { Min = 0,
            Max = 1e9 },
        new("MinSnrGamma", "min_snr_gamma", ParameterType.Number, "0", "", "Weighs the loss of easy time steps down (5 is usual); 0 = off.",
            StageName.Train) { Min = 0, Max = 1e6 },
        new("DebiasedEstimationLoss", "debiased_estimation_loss", ParameterType.Boolean, "false", "false",
            "Weighs the loss by 1 / sqrt(SNR): more for what is decided at high noise (shape, colour).", StageName.Train),
    ];

    private static IEnumerable<Parameter> Run =>
    [
        new("MaxTrainEpochs", "max_train_epochs", ParameterType.Integer, "", "",
            "Epochs to train. Default: 10, if MaxTrainSteps is not set either; given both, the smaller ends the run.", StageName.Train)
            { Min = 1, Max = 1e6 },
        new("MaxTrainSteps", "max_train_steps", ParameterType.Integer, "", "1600", "Steps to train.", StageName.Train) { Min = 1, Max = 1e9 },
        new("TrainBatchSize", "train_batch_size", ParameterType.Integer, "4", "1", "Pictures a step.", StageName.Train) { Min = 1, Max = 1024 },
        new("GradientAccumulationSteps", "gradient_accumulation_steps", ParameterType.Integer, "1", "1", "Batches a step.", StageName.Train) { Min = 1,
            Max = 1024 },
        new("GradientCheckpointing", "gradient_checkpointing", ParameterType.Boolean, "false", "false", "Less memory for a third more time.", StageName.Train),
        new("Seed", "seed", ParameterType.Integer, "42", "random", "Of the training's random numbers; prompts without a seed take it too.", StageName.Train,
            StageName.Sample) { Min = 0, Max = 9007199254740991 },
    ];

    private static IEnumerable<Parameter> Output =>
    [
        new("SaveEveryNEpochs", "save_every_n_epochs", ParameterType.Integer, "0", "0", "Keep the LoRA of every so many epochs; 0 = only the last.",
            StageName.Train) { Min = 0, Max = 1e6 },
        new("SavePrecision", "save_precision", ParameterType.Choice, "fp32", "float", "Numbers in the file.", StageName.Train)
            { Choices = ["fp32", "fp16", "bf16"], Aliases = new Dictionary<string, string> { ["float"] = "fp32" } },
        new("SampleSampler", "sample_sampler", ParameterType.Choice, "ddim", "ddim", "Sampler of prompts that name none.") { Choices = PromptTable.Samplers,
            Aliases = PromptTable.SamplerAliases },
    ];
}
