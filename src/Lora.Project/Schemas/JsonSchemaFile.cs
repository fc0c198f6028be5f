using System.Globalization;
using System.Text.Json;
using Json.Schema;

namespace Lora.Project;

/// <summary>
/// One of the files in <c>schemas/</c> (JSON Schema, draft 2020-12), and what it does not allow in another file. The only one who knows the library for
/// schemas, which is loaded with this class: where no JSON is checked, never.
/// </summary>
internal sealed class JsonSchemaFile
{
    private readonly Lock _turn = new();
    private readonly JsonSchema _schema;
    private readonly JsonElement _source;

    /// <exception cref="JsonException">No JSON.</exception>
    public JsonSchemaFile(Stream stream)
    {
        using var document = JsonDocument.Parse(stream);
        _source = document.RootElement.Clone();
        // a registry of its own: the library's global one would be shared with whatever else runs in MSBuild's process
        _schema = JsonSchema.Build(_source, new BuildOptions { SchemaRegistry = new SchemaRegistry() });
    }

    /// <summary>One that is part of this assembly.</summary>
    public static JsonSchemaFile OfProduct(string name)
    {
        using var stream = typeof(JsonSchemaFile).Assembly.GetManifestResourceStream(name)!;
        return new JsonSchemaFile(stream);
    }

    /// <summary>What is wrong, by JSON pointer; nothing in a file that is right.</summary>
    public IReadOnlyList<JsonFault> Check(JsonElement file)
    {
        lock (_turn)
        {
            var result = _schema.Evaluate(file, new EvaluationOptions { OutputFormat = OutputFormat.List });
            if (result.IsValid)
            {
                return [];
            }

            EvaluationResults[] wrong = [.. (result.Details ?? []).Where(detail => detail.Errors is { Count: > 0 } && !Goes(detail, "if"))];
            var plain = wrong.Where(detail => !Goes(detail, "anyOf") && !Goes(detail, "oneOf")).ToArray();
            return [.. (plain.Length > 0 ? plain : wrong).Select(detail => Fault(file, detail)).DistinctBy(fault => (fault.Pointer, fault.Problem))];
        }
    }

    // what an 'if' finds out is no fault, and what 'anyOf' and 'oneOf' try in vain is one only where nothing else is
    private static bool Goes(EvaluationResults detail, string through) => detail.EvaluationPath.ToString().Split('/').Contains(through);

    private JsonFault Fault(JsonElement file, EvaluationResults detail)
    {
        var rule = detail.EvaluationPath.ToString();
        var schema = Step(_source, rule, out var around);
        var pointer = detail.InstanceLocation.ToString();
        var keyword = detail.Errors!.Keys.Order(StringComparer.Ordinal).First();
        return JsonFault.Of(pointer, rule, keyword, schema, around, ValueAt(file, pointer));
    }

    // along the way of the evaluation, through each $ref; behind 'items' stands the number of the item, which is no part of the schema
    private JsonElement Step(JsonElement from, string path, out JsonElement around)
    {
        around = from;
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Unescape))
        {
            if (from.ValueKind is JsonValueKind.Array)
            {
                from = from[int.Parse(step, CultureInfo.InvariantCulture)];
            }
            else if (from.ValueKind is JsonValueKind.Object && from.TryGetProperty(step, out var next))
            {
                around = step == "$ref" ? around : from;
                from = step == "$ref" ? Step(_source, next.GetString()!.TrimStart('#'), out _) : next;
            }
        }

        return from;
    }

    // nothing where the pointer is that of a name
    private static JsonElement ValueAt(JsonElement value, string pointer)
    {
        foreach (var step in pointer.Split('/').Skip(1).Select(Unescape))
        {
            value = value.ValueKind switch
            {
                JsonValueKind.Array => value[int.Parse(step, CultureInfo.InvariantCulture)],
                JsonValueKind.Object when value.TryGetProperty(step, out var inner) => inner,
                _ => default,
            };
        }

        return value;
    }

    private static string Unescape(string step) =>
        Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
