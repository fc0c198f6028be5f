namespace Lora.Vocabulary;

/// <summary>The store of what was made before, beside its place (docs/cache.md). Settings of the machine that change no result: in no key.</summary>
public static class CacheOptions
{
    public static OptionGroup Group { get; } = new("Cache");

    public static Option<long> LoraCacheSize { get; } = Group.Add(new SizeOption("LoraCacheSize",
        "Largest size of the store's entries: those unused longest go first; 0 = no limit (docs/cache.md).")
    {
        Default = 20_000_000_000,
        FromEnvironment = true,
    });

    public static Option<string> LoraRemoteCache { get; } = Group.Add(new ServerOption("LoraRemoteCache",
        "A server that keeps the store's entries for several machines, in the layout of Bazel's HTTP cache; empty = none (docs/cache.md).")
    {
        FromEnvironment = true,
    });

    public static Option<RemoteCacheMode> LoraRemoteCacheMode { get; } = Group.Add(new ChoiceOption<RemoteCacheMode>("LoraRemoteCacheMode",
        "Whether a build takes entries from the remote cache, brings its own there, or both.",
        [new("both", RemoteCacheMode.Both), new("read", RemoteCacheMode.Read), new("write", RemoteCacheMode.Write)])
    {
        FromEnvironment = true,
    });

    public static Option<double> LoraRemoteCacheSeconds { get; } = Group.Add(new NumberOption<double>("LoraRemoteCacheSeconds",
        "Seconds that a build waits in vain for its remote cache, in all, before it goes on without; and as many at its end for what is still to be brought "
        + "there.")
    {
        Default = 60,
        Min = 1,
        Max = 86400,
        FromEnvironment = true,
    });
}
