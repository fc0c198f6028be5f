namespace Lora.Project;

/// <summary>LORA52xx: the lock file, locked mode and provenance.</summary>
public static class LockDiagnostics
{
    private const string Unlocked = "Take the change back, or build with -p:LoraLockedMode=false and commit the lock file.";

    public static Descriptor LockReplaced { get; } = new("LORA5201", Severity.Warning, "A lock file that nothing can read was replaced",
        "It has been written anew from this build: commit it.",
        "A merge that stopped in the lock file leaves marks in it, and a build knows what belongs there.");

    public static Descriptor LockMissing { get; } = new("LORA5202", Severity.Error, "Locked, and no lock file",
        "Build once with -p:LoraLockedMode=false and commit the lock file.",
        "A build that is to be what was locked needs to know what that was.");

    public static Descriptor LockWrong { get; } = new("LORA5203", Severity.Error, "A lock file that locked mode cannot read",
        "Build with -p:LoraLockedMode=false, which writes it anew, and commit it.",
        "Nothing can be compared with it.");

    public static Descriptor LockedImage { get; } = new("LORA5204", Severity.Error, "An image is not as locked", Unlocked,
        "The LoRA would be trained on other images or captions than the one that was committed.");

    public static Descriptor LockedParameter { get; } = new("LORA5205", Severity.Error, "A parameter is not as locked", Unlocked,
        "The LoRA or its samples would be made with other options than those that were committed.");

    public static Descriptor LockedModel { get; } = new("LORA5206", Severity.Error, "A model is not as locked", Unlocked,
        "The same training on another base model, or from another LoRA, is another LoRA.");

    public static Descriptor LockedStage { get; } = new("LORA5207", Severity.Error, "A stage does not work as locked",
        "Build with the Lora.Sdk that the lock file names, or with -p:LoraLockedMode=false and commit the lock file.",
        "A stage whose algorithm has changed makes something else of the same inputs.");

    public static Descriptor LockedOutput { get; } = new("LORA5208", Severity.Error, "An output is not as locked",
        "Look for what differs between the two machines, or build with -p:LoraLockedMode=false and commit the lock file.",
        "The same inputs have to give the same bytes, or nobody can tell what a LoRA was made of.");

    public static Descriptor OtherTools { get; } = new("LORA5209", Severity.Warning, "Locked with other tools",
        "Inputs are compared; outputs are not, for they have other bytes by that.",
        "A GPU and a processor round differently: only the same tools give the same bytes.");

    public static Descriptor LockNotWritten { get; } = new("LORA5210", Severity.Error, "The lock file cannot be written",
        "Make the project's folder writable.",
        "What the LoRA was made of would be recorded nowhere.");

    public static Descriptor ProvenanceNotWritten { get; } = new("LORA5211", Severity.Error, "The provenance cannot be written",
        "Make the output folder writable.",
        "A LoRA would lie there without the record of what made it.");

    internal static IReadOnlyList<Descriptor> All { get; } =
    [
        LockReplaced, LockMissing, LockWrong, LockedImage, LockedParameter, LockedModel, LockedStage, LockedOutput, OtherTools, LockNotWritten,
        ProvenanceNotWritten,
    ];
}
