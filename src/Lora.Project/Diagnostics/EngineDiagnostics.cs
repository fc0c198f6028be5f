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
        "Use one of these, or lower <Resolution>.",
        "The work does not fit into the memory of this machine, or of its GPU.");

    public static Descriptor InputChanged { get; } = new("LORA4010", Severity.Error, "A file changed while the build ran",
        "Build again.",
        "What is made from another content than the one that was looked at would be kept under the wrong key, for every project.");

    public static Descriptor InputLost { get; } = new("LORA4011", Severity.Error, "The result of an earlier stage is not there",
        "Build again: the earlier stage is then made first.",
        "A stage takes only what the earlier stage made for the same key, from its place or from the store.");

    public static Descriptor BuildNotWritable { get; } = new("LORA4012", Severity.Error, "A file of the build cannot be written or read",
        "Free space on the disk, or make the folder writable, and build again: what was finished is kept.",
        "A build writes into obj/ and bin/ of the project's folder; what could not be written whole is not there.");

    public static Descriptor PackageMissing { get; } = new("LORA4020", Severity.Error, "A package of the engine is not there",
        "Restore again: 'dotnet restore --force', and build without --no-restore.",
        "A native engine is a package that restore fetches when a project asks for it; the engine loads it from the package folder.");

    public static Descriptor PackageDamaged { get; } = new("LORA4021", Severity.Error, "A package of the engine is damaged",
        "Delete the package's folder, and restore again.",
        "A file that was cut off or cannot be read would end the engine, or worse, compute something else.");

    public static Descriptor LibraryNotLoaded { get; } = new("LORA4022", Severity.Error, "The system does not load the engine's library",
        "Install what is named here, or set <LoraRuntime>embedded</LoraRuntime> with <Device>cpu</Device>, which needs nothing.",
        "A native library asks for a version of the system's libraries that is not there.");

    public static Descriptor DriverMissing { get; } = new("LORA4023", Severity.Error, "There is no driver for the GPU",
        "Install NVIDIA's driver, or set <Device>cpu</Device>.",
        "Nothing is computed on the processor where a GPU was asked for: it would take days without a word.");

    public static Descriptor DriverTooOld { get; } = new("LORA4024", Severity.Error, "The GPU's driver is too old",
        "Install a newer driver of NVIDIA's, or set <Device>cpu</Device>.",
        "The engine's libraries need a driver that knows their version of CUDA.");

    public static Descriptor DeviceMissing { get; } = new("LORA4025", Severity.Error, "There is no such GPU",
        "Name one that the machine has in <Device>, or set <Device>cpu</Device>.",
        "Another device than the one asked for is never used silently.");

    public static Descriptor OperationFailed { get; } = new("LORA4027", Severity.Error, "An operation failed in the native engine",
        "Build again; if it fails again, please report it, and set <LoraRuntime>embedded</LoraRuntime> meanwhile.",
        "The engine's library refused an operation, or the device failed.");

    public static Descriptor LibTorchUnusable { get; } = new("LORA4028", Severity.Error, "LoraLibTorch names no PyTorch that serves",
        "Name the lib folder of a PyTorch 2.10 that is built for <Device>, or leave LoraLibTorch out: restore then fetches what is needed.",
        "TorchSharp is compiled against libtorch 2.10; a PyTorch without CUDA has no libraries for a GPU.");

    public static Descriptor TaggerDeviceUnusable { get; } = new("LORA4030", Severity.Error, "ONNX Runtime cannot use the GPU",
        "Install CUDA 13 and cuDNN 9 where the system's loader finds them, or set <TaggerDevice>cpu</TaggerDevice>.",
        "ONNX Runtime's package for GPUs holds neither CUDA nor cuDNN; nothing is computed on the processor where a GPU was asked for.");

    internal static IReadOnlyList<Descriptor> All { get; } =
    [
        EngineDied, EngineNotStarted, ProtocolMismatch, Stopped, EngineFault, OutOfMemory, InputChanged, InputLost, BuildNotWritable, PackageMissing,
        PackageDamaged, LibraryNotLoaded, DriverMissing, DriverTooOld, DeviceMissing, OperationFailed, LibTorchUnusable, TaggerDeviceUnusable,
    ];
}
