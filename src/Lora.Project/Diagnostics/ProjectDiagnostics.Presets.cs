namespace Lora.Project;

/// <content>LORA106x: presets.</content>
public static partial class ProjectDiagnostics
{
    public static Descriptor PresetWaits { get; } = new("LORA1060", Severity.Error, "Preset cannot be used yet",
        "Take another one of docs/presets.md, or leave LoraPreset out and write the values that you want.",
        "A preset without the optimizer that its rates are made for would train something else than its name says.");
}
