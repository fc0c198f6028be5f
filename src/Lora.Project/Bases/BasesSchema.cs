using System.Text.Json;
using Json.Schema;

namespace Lora.Project;

/// <summary>
/// Checks a <c>bases.json</c> against <c>schemas/bases.schema.json</c>. The only one who knows the library for schemas, which is loaded with this class: where
/// no name is looked up, never. No message holds a value: a URL may carry what nobody else should read.
/// </summary>
internal static class BasesSchema
{
    private static readonly Lock Turn = new();
    private static readonly JsonElement Source = Load();

    // a registry of its own: the library's global one would be shared with whatever else runs in MSBuild's process
    private static readonly JsonSchema Schema = JsonSchema.Build(Source, new BuildOptions { SchemaRegistry = new SchemaRegistry() });

    /// <summary>What is wrong, a sentence a place, by JSON pointer.</summary>
    public static IReadOnlyList<(string Pointer, string Problem)> Check(JsonElement file)
    {
        lock (Turn)
        {
            var result = Schema.Evaluate(file, new EvaluationOptions { OutputFormat = OutputFormat.List });
            return result.IsValid ? [] : [.. (result.Details ?? []).Where(IsFault).Select(detail => (detail.InstanceLocation.ToString(), Problem(detail)))
                .Distinct()];
        }
    }

    // what an 'if' finds out is none
    private static bool IsFault(EvaluationResults detail) =>
        detail.Errors is { Count: > 0 } && !detail.EvaluationPath.ToString().Contains("/if", StringComparison.Ordinal);

    private static string Problem(EvaluationResults detail)
    {
        var pointer = detail.InstanceLocation.ToString();
        var (leaf, rule) = (JsonPlaces.Leaf(pointer), detail.EvaluationPath.ToString());
        var isBase = pointer.Count(c => c == '/') > 2;
        if (rule.EndsWith("/then/properties/path", StringComparison.Ordinal))
        {
            return "A base has a path or a url, not both.";
        }

        if (rule.EndsWith("/additionalProperties", StringComparison.Ordinal) && detail.Errors!.ContainsKey(""))
        {
            var keys = Source.GetProperty("properties");
            keys = isBase ? Base.GetProperty("properties") : keys;
            var nearest = NearestName.Of(leaf, keys.EnumerateObject().Select(key => key.Name));
            return $"There is no key '{leaf}'{(isBase ? " in a base" : "")}{(nearest is null ? "." : $"; did you mean '{nearest}'?")}";
        }

        if (rule.EndsWith("/propertyNames", StringComparison.Ordinal))
        {
            return $"'{leaf}' is no name of a base: it would be a path.";
        }

        if (detail.Errors!.ContainsKey("required"))
        {
            return pointer.Length == 0 ? "There is no 'bases' in it." : rule.EndsWith("/then", StringComparison.Ordinal)
                ? $"The base '{leaf}' has a url and no sha256." : $"The base '{leaf}' has neither a path nor a url.";
        }

        var wanted = pointer.Length == 0 ? "an object with 'bases'" : pointer == "/bases" ? Text(Source.GetProperty("properties").GetProperty("bases"))
            : !isBase ? pointer == "/$schema" ? "a text" : Text(Base) : Text(Base.GetProperty("properties").GetProperty(leaf));
        return $"{(pointer.Length == 0 ? "The file" : $"'{leaf}'")} has to be {wanted}.";
    }

    private static JsonElement Base => Source.GetProperty("$defs").GetProperty("base");

    private static string Text(JsonElement schema) => schema.GetProperty("description").GetString()!;

    private static JsonElement Load()
    {
        using var stream = typeof(BasesSchema).Assembly.GetManifestResourceStream("bases.schema.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
