namespace Lora.Vocabulary;

/// <summary>What is kept, and how samples are drawn.</summary>
public static class OutputOptions
{
    internal static OptionGroup Group { get; } = new("Output");

    public static Option<int> SaveEveryNEpochs { get; } = Group.Add(new NumberOption<int>("SaveEveryNEpochs",
        "Keep the LoRA of every so many epochs; 0 = only the last.")
    {
        KohyaName = "save_every_n_epochs",
        KohyaDefault = "0",
        Min = 0,
        Max = 1000000,
        Stages = [Stage.Train],
    });

    public static Option<int> SaveNEpochRatio { get; } = Group.Add(new NumberOption<int>("SaveNEpochRatio",
        "Keep so many LoRAs of epochs in all, in place of SaveEveryNEpochs; 0 = off.")
    {
        KohyaName = "save_n_epoch_ratio",
        Min = 0,
        Max = 1000000,
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    public static Option<int> SaveEveryNSteps { get; } = Group.Add(new NumberOption<int>("SaveEveryNSteps",
        "Keep the LoRA of every so many steps; 0 = none.")
    {
        KohyaName = "save_every_n_steps",
        Min = 0,
        Max = 1000000000,
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    public static Option<int> SaveLastNEpochs { get; } = Group.Add(new NumberOption<int>("SaveLastNEpochs",
        "Of the LoRAs of epochs keep only so many, the last ones; 0 = all.")
    {
        KohyaName = "save_last_n_epochs",
        Min = 0,
        Max = 1000000,
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    public static Option<int> SaveLastNSteps { get; } = Group.Add(new NumberOption<int>("SaveLastNSteps",
        "Of the LoRAs of steps keep only those that lie at most so many steps behind the last of them; 0 = all.")
    {
        KohyaName = "save_last_n_steps",
        Min = 0,
        Max = 1000000000,
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    public static Option<string> SavePrecision { get; } = Group.Add(new ChoiceOption<string>("SavePrecision", "Numbers in the file.",
        [new("fp32", "fp32", "float"), new("fp16", "fp16"), new("bf16", "bf16")])
    {
        KohyaName = "save_precision",
        KohyaDefault = "float",
        Default = "fp32",
        Stages = [Stage.Train],
    });

    public static Option<LoraFormat> SaveFormat { get; } = Group.Add(new ChoiceOption<LoraFormat>("SaveFormat",
        "Names in the file: kohya's, which ComfyUI, A1111, Forge and diffusers read, or those that diffusers writes itself.",
        [new("kohya", LoraFormat.Kohya), new("diffusers", LoraFormat.Diffusers)])
    {
        Default = LoraFormat.Kohya,
        Stages = [Stage.Train],
    });

    public static Option<SamplerVariant> SampleSampler { get; } = Group.Add(new ChoiceOption<SamplerVariant>("SampleSampler",
        "Sampler of prompts that name none.",
        Variant.Choices(Samplers.All))
    {
        KohyaName = "sample_sampler",
        KohyaDefault = "ddim",
        RangeText = Samplers.Range,
        Default = Samplers.Ddim,
    });

    public static Option<string> LoraCopyTo { get; } = Group.Add(new PathOption("LoraCopyTo",
        "Folder into which the finished LoRA and its preview picture are copied, as a web UI's models/Lora (docs/watching.md).")
    {
        FromEnvironment = true,
    });

    public static Option<string> LoraSarif { get; } = Group.Add(new PathOption("LoraSarif",
        "Writes what is found in project, pictures, captions and base model to this file too, as SARIF 2.1.0 (docs/ci.md)."));
}
