using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The kinds of adapters there are, one for each row of <see cref="Networks"/>.</summary>
internal static class AdapterCatalog
{
    public static IReadOnlyDictionary<NetworkVariant, AdapterKind> All { get; } = new Dictionary<NetworkVariant, AdapterKind>
    {
        [Networks.Lora] = new LoraKind(),
        [Networks.LoCon] = new LoraKind(),
        [Networks.Loha] = new LohaKind(),
        [Networks.Lokr] = new LokrKind(),
        [Networks.Ia3] = new Ia3Kind(),
        [Networks.DyLora] = new DyLoraKind(),
        [Networks.Dora] = new LoraKind(),
        [Networks.Oft] = new OftKind(),
        [Networks.Boft] = new BoftKind(),
        [Networks.Glora] = new GloraKind(),
        [Networks.Full] = new FullKind(),
        [Networks.TLora] = new TLoraKind(),
    };

    /// <summary>The kinds that a file's modules can be of.</summary>
    public static IEnumerable<AdapterKind> Readers { get; } = [.. All.Values, new NormKind()];

    /// <summary>The kind of a file's module, told by its tensors' names; null if it is none of these.</summary>
    public static AdapterKind? Of(AdapterModule module) => Readers.FirstOrDefault(kind => kind.Reads(module));
}
