namespace Lora.Project;

/// <summary>LORA50xx and LORA51xx: the store and the remote cache.</summary>
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

    public static Descriptor RemoteBroken { get; } = new("LORA5101", Severity.Warning, "The remote cache cannot be used",
        "This build goes on without it. See to the server, or to <LoraRemoteCache>.",
        "What others have made is made again, and others make again what this build makes.");

    public static Descriptor RemoteSlow { get; } = new("LORA5102", Severity.Warning, "The remote cache is too slow",
        "This build asks it for nothing more. <LoraRemoteCacheSeconds> allows for more time.",
        "Waiting for answers that bring nothing would take longer than the work.");

    public static Descriptor RemoteLies { get; } = new("LORA5103", Severity.Warning, "The remote cache sent something else",
        "It is not used, and made again. See to the server: remove the entry there.",
        "Content is known by its hash: what has another one is other content.");

    public static Descriptor RemoteNotWritten { get; } = new("LORA5104", Severity.Warning, "Not everything was brought to the remote cache",
        "The next build here goes on with it. See to the server, or to <LoraRemoteCacheSeconds>.",
        "Others make again what this build has made.");

    public static Descriptor RemoteToken { get; } = new("LORA5105", Severity.Warning, "The token for the remote cache is not sent",
        "Set the variable to a token or USER:PASSWORD, and <LoraRemoteCache> to an https:// address.",
        "What goes over http:// to another machine can be read by anybody between.");

    internal static IReadOnlyList<Descriptor> All { get; } =
    [
        StoreNotWritable, DamagedEntry, LinkLeadsOut, LimitTooSmall, RemoteBroken, RemoteSlow, RemoteLies, RemoteNotWritten, RemoteToken,
    ];
}
