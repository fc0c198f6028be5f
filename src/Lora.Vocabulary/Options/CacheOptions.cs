namespace Lora.Vocabulary;

/// <summary>The store of what was made before, beside its place (docs/cache.md). Settings of the machine that change no result: in no key.</summary>
public static class CacheOptions
{
    internal static OptionGroup Group { get; } = new("Cache");

    public static Option<long> LoraCacheSize { get; } = Group.Add(new SizeOption("LoraCacheSize",
        "Largest size of the store's entries: those unused longest go first; 0 = no limit (docs/cache.md).")
    {
        Default = 20_000_000_000,
        FromEnvironment = true,
    });
}
