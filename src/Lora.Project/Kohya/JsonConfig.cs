using System.Text;
using System.Text.Json;

namespace Lora.Project;

/// <summary>JSON as a tree of <see cref="ConfigNode"/>s.</summary>
internal static class JsonConfig
{
    /// <param name="file">Absolute path, for the places.</param>
    /// <param name="text">Of the file.</param>
    /// <exception cref="ConfigException">It is no JSON, no object, or a name stands twice.</exception>
    public static ConfigTable Parse(string file, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            // first: what is no text is said with its place
            var places = new JsonPlaces(file, bytes);
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = ConfigFile.MaxDepth });
            return Convert(document.RootElement, "", places) as ConfigTable
                ?? throw new ConfigException("It is not an object.", new SourcePlace(file, 1, 1));
        }
        catch (JsonException error)
        {
            var fault = JsonTextFault.Of(error, file);
            throw new ConfigException(fault.Problem, fault.Place);
        }
    }

    // null is nothing, as Python's None
    private static ConfigNode? Convert(JsonElement value, string pointer, JsonPlaces places) => value.ValueKind switch
    {
        JsonValueKind.Object => new ConfigTable(places[pointer], [.. value.EnumerateObject()
            .Select(entry => KeyValuePair.Create(entry.Name, Convert(entry.Value, $"{pointer}/{JsonPlaces.Escape(entry.Name)}", places)!))
            .Where(entry => entry.Value is not null)]),
        JsonValueKind.Array => new ConfigArray(places[pointer],
            [.. value.EnumerateArray().Select((item, i) => Convert(item, FormattableString.Invariant($"{pointer}/{i}"), places)).OfType<ConfigNode>()]),
        JsonValueKind.String => ConfigScalar.Of(places[pointer], value.GetString()!),
        JsonValueKind.Number when value.TryGetInt64(out var whole) => ConfigScalar.Of(places[pointer], whole),
        JsonValueKind.Number => ConfigScalar.Of(places[pointer], value.GetDouble()),
        JsonValueKind.True or JsonValueKind.False => ConfigScalar.Of(places[pointer], value.GetBoolean()),
        _ => null,
    };
}
