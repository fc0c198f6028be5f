namespace Lora.Project;

/// <summary>
/// The pictures of a project that names a dataset: the dataset's, with what the project itself says of them above it, and those that the project names. What
/// the folder brings by itself is none.
/// </summary>
internal sealed class ImportedImages
{
    private readonly List<InputItem> _all = [];

    /// <param name="evaluated">As MSBuild has them.</param>
    /// <param name="imported">The dataset's.</param>
    public ImportedImages(IReadOnlyList<InputItem> evaluated, IReadOnlyList<InputItem> imported)
    {
        var ofDataset = new Dictionary<string, InputItem>(StringComparer.Ordinal);
        foreach (var item in imported)
        {
            ofDataset[item.FullPath] = item;
        }

        foreach (var item in evaluated)
        {
            if (ofDataset.TryGetValue(item.FullPath, out var other))
            {
                // the last item of a path counts, as everywhere
                var metadata = other.Metadata.ToDictionary(StringComparer.Ordinal);
                foreach (var (name, value) in item.Metadata)
                {
                    metadata[name] = value;
                }

                ofDataset[item.FullPath] = other with { Metadata = metadata };
            }
            else if (!item.IsDefault || item.Metadata.Count > 0)
            {
                _all.Add(item);
            }
            else
            {
                Left++;
            }
        }

        _all.AddRange(ofDataset.Values);
    }

    public IReadOnlyList<InputItem> All => _all;

    /// <summary>Files that the folder brings and nobody names.</summary>
    public int Left { get; }
}
