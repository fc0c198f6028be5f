namespace Lora.Project;

/// <summary>LORA5xxx: the store and the lock file.</summary>
public static class CacheDiagnostics
{
    public static Descriptor StoreNotWritable { get; } = new("LORA5001", Severity.Error, "The store cannot be written",
        "Make the folder writable, free space on its disk, or set <LoraCacheDir> to another folder.",
        "Without the store finished work would be lost.");

    public static Descriptor DamagedEntry { get; } = new("LORA5002", Severity.Warning, "A damaged entry in the store",
        "Nothing to do: it has been removed and is made again.",
        "An entry whose content does not match its name must not be used.");

    internal static IReadOnlyList<Descriptor> All { get; } = [StoreNotWritable, DamagedEntry];
}
