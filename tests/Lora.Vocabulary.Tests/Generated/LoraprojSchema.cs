using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lora.Vocabulary.Tests.Generated;

/// <summary><c>schemas/loraproj.schema.json</c>: options and items as JSON, for programs that make or check a project's values.</summary>
internal static class LoraprojSchema
{
    private static readonly JsonSerializerOptions Style =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text()
    {
        var options = new JsonObject(Options.All.Concat(ToolOptions.Group).Select(option => KeyValuePair.Create(option.Name, (JsonNode?)Value(option))));
        var items = new JsonObject(Items.All.Select(group => KeyValuePair.Create(group.Title, (JsonNode?)Item(group))));
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$comment"] = "Generated from the rows of src/Lora.Vocabulary; 'LORA_UPDATE=1 dotnet test tests/Lora.Vocabulary.Tests' writes it anew.",
            ["title"] = "The options and items of a .loraproj",
            ["description"] = "an object with 'properties' and 'items'",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["$schema"] = new JsonObject { ["type"] = "string", ["description"] = "a text: the address of this schema, for editors" },
                ["properties"] = new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = "an object with a value an option",
                    // the .NET SDK has properties too
                    ["$comment"] = "Other names are the .NET SDK's properties, or the user's own.",
                    ["properties"] = options,
                },
                ["items"] = new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = "an object with a list an item",
                    ["properties"] = items,
                },
            },
        };
        return schema.ToJsonString(Style) + "\n";
    }

    private static JsonObject Item(OptionGroup group) => new()
    {
        ["type"] = "array",
        ["description"] = $"a list of {group.Title} items",
        ["items"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "an object with Include and metadata",
            ["required"] = new JsonArray("Include"),
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject([
                KeyValuePair.Create("Include", (JsonNode?)new JsonObject
                {
                    ["type"] = "string",
                    ["minLength"] = 1,
                    ["description"] = "a text: files or a name",
                }),
                .. group.Select(row => KeyValuePair.Create(row.Name, (JsonNode?)Value(row)))]),
        },
    };

    private static JsonObject Value(Option option)
    {
        var shape = OptionShape.Of(option);
        var value = new JsonObject { ["description"] = Description(option) };
        if (shape.Kind is "string" && option.Words.Count > 0)
        {
            value["enum"] = new JsonArray([.. option.Words.Select(word => (JsonNode)word)]);
        }
        else
        {
            value["type"] = shape.Kind;
        }

        Add(value, shape.IsAboveMin ? "exclusiveMinimum" : "minimum", shape.Min);
        Add(value, shape.IsBelowMax ? "exclusiveMaximum" : "maximum", shape.Max);
        Add(value, "multipleOf", shape.Step);
        if (option.DefaultRule is null && option.DefaultText.Length > 0)
        {
            value["default"] = Default(shape.Kind, option.DefaultText);
        }

        return value;
    }

    private static JsonNode Default(string kind, string text) => kind switch
    {
        "boolean" => text == "true",
        "integer" => long.Parse(text, CultureInfo.InvariantCulture),
        "number" => double.Parse(text, CultureInfo.InvariantCulture),
        _ => text,
    };

    private static void Add(JsonObject value, string name, string? number)
    {
        if (number is not null)
        {
            value[name] = JsonNode.Parse(number);
        }
    }

    // what has to stand there first, so that a message can end with it; then what it is
    private static string Description(Option option)
    {
        var text = new StringBuilder(option.Range).Append(": ").Append(option.Summary);
        if (option.DefaultRule is { } rule)
        {
            text.Append(" Default: ").Append(rule).Append('.');
        }

        return (option.KohyaName is { } kohya ? text.Append(" kohya: ").Append(kohya).Append('.') : text).ToString().TrimEnd('.');
    }
}
