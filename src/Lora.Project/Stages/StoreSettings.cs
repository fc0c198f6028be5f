using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>How the store is kept. No result depends on it, no key holds it, and no secret stands in it.</summary>
/// <param name="MaxBytes">Largest size of the entries; 0 = no limit.</param>
public sealed record StoreSettings(long MaxBytes)
{
    /// <summary>Address of the remote cache, without a '/' at its end; empty where there is none.</summary>
    public string Remote { get; init; } = "";

    /// <summary>What is done with it.</summary>
    public RemoteCacheMode Mode { get; init; }

    /// <summary>Seconds that it may cost.</summary>
    public double Seconds { get; init; } = CacheOptions.LoraRemoteCacheSeconds.Default;

    /// <summary>Those of a plan.</summary>
    public static StoreSettings Of(OptionValues options) => new(options.Get(CacheOptions.LoraCacheSize))
    {
        Remote = options.Get(ProjectOptions.LoraOffline) ? "" : options.Get(CacheOptions.LoraRemoteCache),
        Mode = options.Get(CacheOptions.LoraRemoteCacheMode),
        Seconds = options.Get(CacheOptions.LoraRemoteCacheSeconds),
    };
}
