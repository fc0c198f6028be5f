using System.Text.Json;

namespace Lora.Project;

/// <summary>One place of a JSON file that its schema does not allow.</summary>
/// <param name="Pointer">The value, as JSON pointer into the file.</param>
/// <param name="Rule">The part of the schema that it breaks, as a way through the schema with its <c>$ref</c>s.</param>
/// <param name="Keyword">What of it: <c>type</c>, <c>required</c>...; empty where nothing at all is allowed there.</param>
/// <param name="Schema">That part of the schema.</param>
/// <param name="Around">The part around it.</param>
/// <param name="Value">The value itself.</param>
internal sealed record JsonFault(string Pointer, string Rule, string Keyword, JsonElement Schema, JsonElement Around, JsonElement Value)
{
    /// <summary>
    /// A sentence for people, made of the schema's descriptions and of the file's names, never of its values: one may hold what nobody else should read.
    /// </summary>
    public string Problem
    {
        get
        {
            var leaf = JsonPlaces.Leaf(Pointer);
            if (Keyword.Length == 0 && Around.TryGetProperty("properties", out var keys) && !keys.TryGetProperty(leaf, out _))
            {
                var nearest = NearestName.Of(leaf, keys.EnumerateObject().Select(key => key.Name));
                return $"There is no key '{leaf}'{(nearest is null ? "." : $"; did you mean '{nearest}'?")}";
            }

            var name = Pointer.Length == 0 ? "The file" : $"'{leaf}'";
            if (Keyword == "required")
            {
                var missing = Schema.GetProperty("required").EnumerateArray().Select(key => key.GetString()!).Where(key => !Value.TryGetProperty(key, out _));
                return $"{name} has no '{string.Join("' and no '", missing)}'.";
            }

            return Schema.ValueKind is JsonValueKind.Object && Schema.TryGetProperty("description", out var description)
                ? $"{name} has to be {description.GetString()}." : $"{name} is not allowed here.";
        }
    }
}
