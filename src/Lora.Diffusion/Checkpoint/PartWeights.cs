using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>The tensors of one model part, memory-mapped: from one file or several.</summary>
internal sealed class PartWeights : IDisposable
{
    private readonly List<SafetensorsFile> _files = [];
    private readonly SortedDictionary<string, StoredTensor> _byName = new(StringComparer.Ordinal);

    /// <param name="place">Where the files lie, for messages about what they lack.</param>
    /// <param name="paths">The files; each tensor is in one of them.</param>
    /// <exception cref="CheckpointException">
    /// A file is missing, is a Git LFS pointer or no whole safetensors file, or two files hold a tensor of one name.
    /// </exception>
    public PartWeights(string place, IReadOnlyList<string> paths)
    {
        Place = place;
        try
        {
            foreach (var path in paths)
            {
                Add(path);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The file, or the folder of several.</summary>
    public string Place { get; }

    /// <summary>All names, in ordinal order.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    public StoredTensor this[string name] => _byName[name];

    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private void Add(string path)
    {
        LfsPointer.Refuse(path);
        SafetensorsFile file;
        try
        {
            file = new SafetensorsFile(path);
        }
        catch (SafetensorsException e)
        {
            var problem = e.Message.StartsWith(path, StringComparison.Ordinal) ? e.Message[path.Length..].TrimStart(':', ' ') : e.Message;
            throw new CheckpointException(path, problem, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, "the file is missing or cannot be read.", e);
        }

        _files.Add(file);
        foreach (var name in file.Names)
        {
            if (!_byName.TryAdd(name, new StoredTensor(file, name)))
            {
                throw new CheckpointException(path, $"tensor '{name}' is also in {_byName[name].Path}.");
            }
        }
    }
}
