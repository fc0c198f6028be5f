using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The phases of a training as its metadata say them; kohya's scripts know none.</summary>
internal static class PhaseText
{
    /// <summary>A JSON list, an object a phase; empty where there is one without a name.</summary>
    public static string Of(IReadOnlyList<PhasePlan> phases) => phases is [{ Values: null }] ? "" : $"[{string.Join(", ", phases.Select(Of))}]";

    private static string Of(PhasePlan phase) => PythonText.Json(
    [
        ("steps", PythonText.Of((long)phase.TotalSteps)), ("epochs", PythonText.Of((long)phase.Epochs)),
        ("num_train_images", PythonText.Of((long)phase.SamplesPerEpoch)),
        .. ((Option[])[RateOptions.UnetLr, RateOptions.TextEncoderLr, RateOptions.LrScheduler, RateOptions.LrWarmupSteps])
            .Select(option => (option.KohyaName!, PythonText.Json(phase.Values!.Text(option)))),
    ]);
}
