namespace Lora.Project;

/// <content>LORA306x: loss, noise and learning-rate schedules.</content>
public static partial class TrainingDiagnostics
{
    public static Descriptor NoEffect { get; } = new("LORA3060", Severity.Warning, "A value that changes nothing",
        "Remove it, or set what it belongs to.",
        "An option is set whose like another one switches off: what somebody wanted is not done.");

    public static Descriptor NoiseOffsetHigh { get; } = new("LORA3061", Severity.Warning, "NoiseOffset above 0.1",
        "Set <NoiseOffset> to 0.1 or less; 0.03 to 0.06 is usual.",
        "The pictures get burnt: glaring lights, black shadows, and nothing between.");

    public static Descriptor CaptionWeightWrong { get; } = new("LORA3062", Severity.Error, "A weight in a caption is no number",
        "Write it as in (word:1.2), or a backslash before a bracket that is text.",
        "With <WeightedCaptions> a colon and a number before a closing bracket are the weight of what stands in the brackets.");
}
