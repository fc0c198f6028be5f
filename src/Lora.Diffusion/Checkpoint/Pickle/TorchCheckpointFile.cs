using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// A checkpoint of PyTorch's (<c>.ckpt</c>, <c>.pt</c>, <c>.pth</c>, <c>.bin</c>), memory-mapped. Such files are programs; this reads those that do no more
/// than name tensors, and runs none. All but the elements is checked by the constructor. Reading is thread-safe.
/// </summary>
internal sealed class TorchCheckpointFile : ITensorFile
{
    private readonly MappedBytes _file;
    private readonly SortedDictionary<string, PickledTensor> _tensors;
    private readonly Dictionary<string, ByteRange> _storages = new(StringComparer.Ordinal);
    private readonly Dictionary<PickledTensor, byte[]> _copies = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _copying = new();

    /// <param name="path">The file. It may be replaced by renaming another over it while it is open.</param>
    /// <exception cref="CheckpointException">It cannot be read, is damaged, holds more than tensors, or would attack who opens it with PyTorch.</exception>
    public TorchCheckpointFile(string path)
    {
        LfsPointer.Refuse(path);
        _file = new MappedBytes(path);
        try
        {
            var content = TorchFormat.Read(_file);
            _tensors = new StateDict(path, content.Root).Tensors;
            foreach (var storage in _tensors.Values.Select(t => t.Storage).Distinct())
            {
                _storages.Add(storage.Key, content.Storage(storage));
            }

            BoundCopies();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public SafetensorsDType DTypeOf(string name) => Find(name).Storage.DType;

    /// <inheritdoc/>
    public IReadOnlyList<long> ShapeOf(string name) => Find(name).Shape;

    /// <summary>Little-endian, row-major: in place, or copied at first use where the file has them in another order.</summary>
    /// <exception cref="CheckpointException">There is no such tensor, or it has 2 GiB or more.</exception>
    public ReadOnlySpan<byte> BytesOf(string name)
    {
        var tensor = Find(name);
        long size = tensor.Storage.DType.Size();
        if (tensor.Count == 0)
        {
            return [];
        }

        if (Math.Max(tensor.Count, tensor.Extent) > int.MaxValue / size)
        {
            throw new CheckpointException(Path, $"'{PickleFault.Shown(name)}' has {tensor.Count * size} bytes: too many to read at once.");
        }

        var stored = _file.Span(_storages[tensor.Storage.Key].Start + (tensor.Offset * size), (int)(tensor.Extent * size));
        if (tensor.IsContiguous)
        {
            return stored;
        }

        lock (_copying)
        {
            if (!_copies.TryGetValue(tensor, out var copy))
            {
                _copies.Add(tensor, copy = RowMajor.Copy(tensor, stored));
            }

            return copy;
        }
    }

    /// <inheritdoc/>
    public IDisposable? Hold(string name) => Find(name).IsContiguous ? _file.Hold() : null;

    /// <summary>Unmaps the file, unless it is held.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Elements in another order take no more than the file has; expanded ones could take any memory.</summary>
    private void BoundCopies()
    {
        var left = _file.Length;
        foreach ((var name, var tensor) in _tensors.Where(t => !t.Value.IsContiguous).DistinctBy(t => t.Value))
        {
            left -= Math.Min(tensor.Count * tensor.Storage.DType.Size(), _file.Length + 1);
            if (left < 0)
            {
                throw PickleFault.Damaged(Path, $"'{PickleFault.Shown(name)}' is larger than the file that it stands in");
            }
        }
    }

    private PickledTensor Find(string name) => _tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new CheckpointException(Path, $"the file has no tensor '{PickleFault.Shown(name)}'.");
}
