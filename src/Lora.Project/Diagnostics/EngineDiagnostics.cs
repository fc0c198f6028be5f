namespace Lora.Project;

/// <summary>LORA4xxx: the engine process.</summary>
public static class EngineDiagnostics
{
    public static Descriptor EngineDied { get; } = new("LORA4001", Severity.Error, "The engine ended unexpectedly",
        "Build again: what was finished is kept. If it dies again, build with -v:detailed and report the lines of the engine.",
        "The process that does the work was killed (often: out of memory) or has a bug.");

    public static Descriptor EngineNotStarted { get; } = new("LORA4002", Severity.Error, "The engine could not be started",
        "Check that the SDK's package folder is complete, and that 'dotnet' runs.",
        "The process that does the work is missing or cannot be run.");

    public static Descriptor ProtocolMismatch { get; } = new("LORA4003", Severity.Error, "The engine speaks another protocol",
        "Use tasks and engine of the same SDK version: delete the SDK's package folder and restore again.",
        "Tasks and engine of different versions would misunderstand each other.");

    public static Descriptor Stopped { get; } = new("LORA4004", Severity.Warning, "Stopped on request",
        "Build again to finish.",
        "The build was cancelled; finished stages are kept, nothing half-written is left.");

    public static Descriptor EngineFault { get; } = new("LORA4005", Severity.Error, "The engine met a fault of its own",
        "This is a bug: please report it with the lines that -v:detailed prints.",
        "Something happened that the engine's authors had not thought of.");

    public static Descriptor OutOfMemory { get; } = new("LORA4006", Severity.Error, "Out of memory",
        "Lower <TrainBatchSize> or <Resolution>, or set <GradientCheckpointing>true</GradientCheckpointing>.",
        "The training does not fit into this machine's memory.");

    public static Descriptor InputChanged { get; } = new("LORA4010", Severity.Error, "A file changed while the build ran",
        "Build again.",
        "What is made from another content than the one that was looked at would be kept under the wrong key, for every project.");

    public static Descriptor InputLost { get; } = new("LORA4011", Severity.Error, "The result of an earlier stage is not there",
        "Build again: the earlier stage is then made first.",
        "A stage takes only what the earlier stage made for the same key, from its place or from the store.");

    internal static IReadOnlyList<Descriptor> All { get; } =
    [
        EngineDied, EngineNotStarted, ProtocolMismatch, Stopped, EngineFault, OutOfMemory, InputChanged, InputLost,
    ];
}
