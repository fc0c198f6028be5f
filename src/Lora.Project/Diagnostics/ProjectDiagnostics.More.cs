namespace Lora.Project;

/// <content>LORA106x: presets, and what is written for people and their tools.</content>
public static partial class ProjectDiagnostics
{
    public static Descriptor PresetWaits { get; } = new("LORA1060", Severity.Error, "Preset cannot be used yet",
        "Take another one of docs/presets.md, or leave LoraPreset out and write the values that you want.",
        "A preset without the optimizer that its rates are made for would train something else than its name says.");

    public static Descriptor SarifNotWritten { get; } = new("LORA1061", Severity.Error, "SARIF file cannot be written",
        "Set <LoraSarif> to a path that can be written.",
        "Code review would show nothing, or what an earlier build has found.");
}
