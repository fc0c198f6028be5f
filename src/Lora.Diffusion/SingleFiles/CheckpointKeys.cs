using System.Globalization;

namespace Lora.Diffusion;

/// <summary>Names, shapes and notes of a file of tensors, without its values.</summary>
internal sealed class CheckpointKeys
{
    private readonly Dictionary<string, IReadOnlyList<long>> _shapes;

    public CheckpointKeys(ITensorFile file)
    {
        (Path, Metadata) = (file.Path, file.Metadata);
        _shapes = file.Names.ToDictionary(name => name, file.ShapeOf, StringComparer.Ordinal);
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public IReadOnlyCollection<string> Names => _shapes.Keys;

    public bool Has(string name) => _shapes.ContainsKey(name);

    public bool HasAny(string prefix) => _shapes.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>One size of a tensor's shape.</summary>
    /// <exception cref="CheckpointException">There is no such tensor, or it has fewer dimensions.</exception>
    public int Size(string name, int dimension) => !_shapes.TryGetValue(name, out var shape)
        ? throw new CheckpointException(Path, $"lacks tensor '{name}': it is no whole checkpoint.")
        : dimension < shape.Count && shape[dimension] is > 0 and <= 1 << 20 ? (int)shape[dimension]
        : throw new CheckpointException(Path, $"tensor '{name}' has shape [{string.Join(", ", shape)}], which no model has.");

    /// <summary>Dimensions of a tensor; 0 where there is none.</summary>
    public int Rank(string name) => _shapes.TryGetValue(name, out var shape) ? shape.Count : 0;

    /// <summary>How many parts are numbered from 0 on behind a prefix: <c>blocks.0.</c>, <c>blocks.1.</c>.</summary>
    public int Count(string prefix)
    {
        var count = 0;
        while (HasAny(string.Create(CultureInfo.InvariantCulture, $"{prefix}{count}.")))
        {
            count++;
        }

        return count;
    }
}
