namespace Lora.Diffusion;

/// <summary>The tensors of one model part under diffusers' names, from one mapped file or several. Disposing it closes the files.</summary>
/// <param name="place">Where the files lie, for messages about what they lack.</param>
/// <param name="files">The files.</param>
/// <param name="byName">Stored tensors by diffusers' name.</param>
/// <param name="ignored">Names in the files that are known and not needed.</param>
internal sealed class PartWeights(
    string place, IReadOnlyList<ITensorFile> files, IReadOnlyDictionary<string, StoredTensor> byName, IReadOnlyCollection<string> ignored) : IDisposable
{
    /// <summary>The file, or the folder of several.</summary>
    public string Place => place;

    /// <summary>Diffusers' names of all tensors, in ordinal order.</summary>
    public IEnumerable<string> Names => byName.Keys.Order(StringComparer.Ordinal);

    /// <summary>Every name in the files, as it stands there.</summary>
    public IEnumerable<string> Stored => files.SelectMany(file => file.Names);

    /// <summary>Names in the files that are known and not needed, as lists of positions.</summary>
    public IReadOnlyCollection<string> Ignored => ignored;

    /// <summary>The tensor of diffusers' name; null where there is none.</summary>
    public StoredTensor? Find(string name) => byName.TryGetValue(name, out var tensor) ? tensor : null;

    public void Dispose()
    {
        foreach (var file in files)
        {
            file.Dispose();
        }
    }
}
