namespace Lora.Fuzz;

/// <summary>Every reader of the product.</summary>
internal static class ReaderCatalog
{
    public static IReadOnlyList<Reader> All { get; } =
    [
        .. WeightReaders.All, .. ModelReaders.All, .. PictureReaders.All, .. TaggingReaders.All, .. ProjectReaders.All, .. KohyaReaders.All,
        .. BuildReaders.All, .. StoreReaders.All, .. HttpReaders.All,
    ];

    public static Reader Find(string name) => All.First(reader => reader.Name == name);
}
