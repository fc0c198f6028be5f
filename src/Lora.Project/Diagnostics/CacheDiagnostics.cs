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

    public static Descriptor LinkLeadsOut { get; } = new("LORA5003", Severity.Error, "A link in the store leads out of it",
        "Remove the link; to keep the store on another disk, set <LoraCacheDir> to a folder there.",
        "What is written, and what CacheClean and the size limit remove, would be outside of the store.");

    public static Descriptor LimitTooSmall { get; } = new("LORA5004", Severity.Warning, "The store is larger than its limit",
        "Set <LoraCacheSize> to more, or end the other builds: entries in use stay.",
        "What a build leaves in the store is removed by the next one, and has to be made again.");

    internal static IReadOnlyList<Descriptor> All { get; } = [StoreNotWritable, DamagedEntry, LinkLeadsOut, LimitTooSmall];
}
