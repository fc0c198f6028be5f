using System.Text.Json;
using System.Text.Json.Nodes;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>What a file holds of one layer.</summary>
/// <param name="Name">The layer's name in the file.</param>
/// <param name="Tensors">Shape and values by the ending of the tensor's name.</param>
internal sealed record AdapterModule(string Name, IReadOnlyDictionary<string, (int[] Shape, float[] Values)> Tensors)
{
    /// <summary>Of the whole file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The modules of a file, ordered by name. kohya's names have no dot before the tensor's own; diffusers' end in known words.
    /// </summary>
    /// <exception cref="SafetensorsException">A tensor has no floating-point type.</exception>
    public static IEnumerable<AdapterModule> Of(SafetensorsFile file) => file.Names
        .Where(name => name.Contains('.', StringComparison.Ordinal))
        .Select(name => (Name: name, Place: DiffusersLoraNames.Parse(name) ?? OfKohya(name)))
        .GroupBy(entry => entry.Place.Module)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => new AdapterModule(group.Key, group.ToDictionary(
            entry => entry.Place.Tensor,
            entry => (file[entry.Name].Shape.Select(size => checked((int)size)).ToArray(), file.ReadFloats(entry.Name)),
            StringComparer.Ordinal))
        { Metadata = file.Metadata });

    /// <summary>A size of one of its tensors; 1 where it has no such tensor or dimension.</summary>
    public int Size(string tensor, int dim) =>
        Tensors.TryGetValue(tensor, out var given) && dim < given.Shape.Length && given.Shape[dim] > 0 ? given.Shape[dim] : 1;

    /// <summary>The one value of one of its tensors; another where it has no such tensor.</summary>
    public double Value(string tensor, double otherwise) => Tensors.TryGetValue(tensor, out var given) && given.Values is [var value] ? value : otherwise;

    /// <summary>Its alpha; the rank where it has none.</summary>
    public double Alpha(int rank) => Value(FactorAdapter.AlphaName, rank);

    /// <summary>An argument of the network as the file's metadata have it; null where they say nothing.</summary>
    public string? Argument(string name)
    {
        try
        {
            return Metadata.TryGetValue("ss_network_args", out var text) && JsonNode.Parse(text) is JsonObject arguments ? (string?)arguments[name] : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static (string Module, string Tensor) OfKohya(string name) =>
        name.IndexOf('.', StringComparison.Ordinal) is var dot ? (name[..dot], name[(dot + 1)..]) : default;
}
