namespace Lora.Vocabulary;

/// <summary>What a base model's own files do not say, or say wrongly.</summary>
public static class BaseModelOptions
{
    internal static OptionGroup Group { get; } = new("Base model");

    public static Option<string> VaeModel { get; } = Group.Add(new PathOption("VaeModel",
        "An autoencoder instead of the base model's: a single file, or a folder in diffusers layout.")
    {
        KohyaName = "vae",
    });

    public static Option<string> BaseModelConfig { get; } = Group.Add(new PathOption("BaseModelConfig",
        "Folder in diffusers layout with configs and tokenizers for a single-file base model whose sizes are unlike those of the published ones."));

    public static Option<bool?> VParameterization { get; } = Group.Add(new OptionalBooleanOption("VParameterization",
        "The base model predicts velocity instead of noise.")
    {
        KohyaName = "v_parameterization",
        KohyaDefault = "false",
        Stages = [Stage.Validate, Stage.Train, Stage.Sample],
        DefaultRule = "as the base model's files say",
    });

    public static Option<bool?> ZeroTerminalSnr { get; } = Group.Add(new OptionalBooleanOption("ZeroTerminalSnr",
        "The base model's noise schedule ends in pure noise (arXiv 2305.08891).")
    {
        KohyaName = "zero_terminal_snr",
        KohyaDefault = "false",
        Stages = [Stage.Validate, Stage.Train, Stage.Sample],
        DefaultRule = "as the base model's files say",
    });
}
