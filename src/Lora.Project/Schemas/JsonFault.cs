using System.Text.Json;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>One place of a JSON file that its schema does not allow.</summary>
/// <param name="Pointer">The value, as JSON pointer into the file.</param>
/// <param name="Rule">The part of the schema that it breaks, as a way through the schema with its <c>$ref</c>s.</param>
/// <param name="Keyword">What of it: <c>type</c>, <c>required</c>...; empty where nothing at all is allowed there.</param>
/// <param name="Problem">
/// A sentence for people, made of the schema's descriptions and of the file's names, never of its values: one may hold what nobody else should read.
/// </param>
internal sealed record JsonFault(string Pointer, string Rule, string Keyword, string Problem)
{
    /// <param name="pointer">As above.</param>
    /// <param name="rule">As above.</param>
    /// <param name="keyword">As above.</param>
    /// <param name="schema">The part of the schema.</param>
    /// <param name="around">The part around it.</param>
    /// <param name="value">The value.</param>
    public static JsonFault Of(string pointer, string rule, string keyword, JsonElement schema, JsonElement around, JsonElement value)
    {
        var leaf = JsonPlaces.Leaf(pointer);
        if (keyword.Length == 0 && around.TryGetProperty("properties", out var keys) && !keys.TryGetProperty(leaf, out _))
        {
            var nearest = NearestName.Of(leaf, keys.EnumerateObject().Select(key => key.Name));
            return new JsonFault(pointer, rule, keyword, $"There is no key '{leaf}'{(nearest is null ? "." : $"; did you mean '{nearest}'?")}");
        }

        var name = pointer.Length == 0 ? "The file" : $"'{leaf}'";
        if (keyword == "required")
        {
            var missing = schema.GetProperty("required").EnumerateArray().Select(key => key.GetString()!).Where(key => !value.TryGetProperty(key, out _));
            return new JsonFault(pointer, rule, keyword, $"{name} has no '{string.Join("' and no '", missing)}'.");
        }

        return new JsonFault(pointer, rule, keyword, schema.ValueKind is JsonValueKind.Object && schema.TryGetProperty("description", out var description)
            ? $"{name} has to be {description.GetString()}." : $"{name} is not allowed here.");
    }
}
