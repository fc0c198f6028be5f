namespace Lora.Project;

/// <summary>What <c>schemas/bases.schema.json</c> does not allow in a <c>bases.json</c>, in words that know what a base is.</summary>
internal static class BasesSchema
{
    private static readonly Lazy<JsonSchemaFile> Schema = new(() => JsonSchemaFile.OfProduct("bases.schema.json"));

    public static JsonSchemaFile File => Schema.Value;

    public static string Problem(JsonFault fault)
    {
        var leaf = JsonPlaces.Leaf(fault.Pointer);
        return fault switch
        {
            _ when fault.Rule.EndsWith("/then/properties/path", StringComparison.Ordinal) => "A base has a path or a url, not both.",
            _ when fault.Rule.EndsWith("/propertyNames", StringComparison.Ordinal) => $"'{leaf}' is no name of a base: it would be a path.",
            { Keyword: "required", Pointer: "" } => "There is no 'bases' in it.",
            { Keyword: "required" } when fault.Rule.EndsWith("/then", StringComparison.Ordinal) => $"The base '{leaf}' has a url and no sha256.",
            { Keyword: "required" } => $"The base '{leaf}' has neither a path nor a url.",
            { Keyword: "", Pointer: var pointer } when pointer.Count(c => c == '/') > 2 =>
                fault.Problem.Replace($"no key '{leaf}'", $"no key '{leaf}' in a base", StringComparison.Ordinal),
            _ => fault.Problem,
        };
    }
}
