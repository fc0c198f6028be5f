using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Schemas;

public sealed class LoraprojSchemaTests
{
    private static readonly Lazy<JsonSchemaFile> Schema = new(() =>
    {
        using var stream = File.OpenRead(Repository.At("schemas", "loraproj.schema.json"));
        return new JsonSchemaFile(stream);
    });

    public static TheoryData<string> Examples => [.. Directory.GetFiles(Repository.At("examples"), "*.loraproj", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Root, path))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_AsJsonIsValid(string path) => Assert.Empty(Check(AsJson(XElement.Load(Repository.At(path)))));

    [Fact]
    public void Defaults_AreValid()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.At("schemas", "loraproj.schema.json")));
        var options = document.RootElement.GetProperty("properties").GetProperty("properties").GetProperty("properties").EnumerateObject()
            .Where(option => option.Value.TryGetProperty("default", out _)).ToDictionary(option => option.Name, option => option.Value.GetProperty("default"));

        Assert.NotEmpty(options);
        Assert.Empty(Check(JsonSerializer.SerializeToNode(new { properties = options })!));
    }

    [Theory]
    [InlineData("""{ "properties": { "NetworkDim": 769 } }""", "/properties/NetworkDim",
        "'NetworkDim' has to be a whole number from 1 to 768: Rank of the LoRA.")]
    [InlineData("""{ "properties": { "LrScheduler": "cosin" } }""", "/properties/LrScheduler", "'LrScheduler' has to be one of constant, ")]
    [InlineData("""{ "properties": { "Resolution": 513 } }""", "/properties/Resolution",
        "'Resolution' has to be a whole number from 64 to 4096, divisible by 8: ")]
    [InlineData("""{ "items": { "Prompt": [ { "Include": "a", "Txt": "b" } ] } }""", "/items/Prompt/0/Txt", "There is no key 'Txt'; did you mean 'Text'?")]
    [InlineData("""{ "items": { "Prompt": [ { "Text": "b" } ] } }""", "/items/Prompt/0", "'0' has no 'Include'.")]
    [InlineData("""{ "propertys": {} }""", "/propertys", "There is no key 'propertys'; did you mean 'properties'?")]
    public void Mistake_IsFoundWithItsRange(string json, string pointer, string problem)
    {
        var fault = Assert.Single(Check(JsonNode.Parse(json)!));

        Assert.Equal(pointer, fault.Pointer);
        Assert.StartsWith(problem, fault.Problem, StringComparison.Ordinal);
    }

    private static IReadOnlyList<JsonFault> Check(JsonNode node)
    {
        using var document = JsonDocument.Parse(node.ToJsonString());
        return Schema.Value.Check(document.RootElement);
    }

    // what the file writes, as the program that made it would hand it on
    private static JsonObject AsJson(XElement project)
    {
        var items = project.Elements("ItemGroup").Elements().Where(item => item.Attribute("Include") is not null).GroupBy(item => item.Name.LocalName);
        return new JsonObject
        {
            ["properties"] = new JsonObject(project.Elements("PropertyGroup").Elements().GroupBy(property => property.Name.LocalName)
                .Select(group => KeyValuePair.Create(group.Key, Value(Options.Find(group.Key), group.Last().Value)))),
            ["items"] = new JsonObject(items.Select(group => KeyValuePair.Create(group.Key, (JsonNode?)new JsonArray([.. group.Select(item =>
                new JsonObject(item.Attributes().Select(attribute =>
                    KeyValuePair.Create(attribute.Name.LocalName, Value(Items.Find(group.Key)?.Find(attribute.Name.LocalName), attribute.Value)))))])))),
        };
    }

    private static JsonNode? Value(Option? option, string text) => option switch
    {
        NumberOption<int> or NumberOption<long> or NumberOption<double> or OptionalNumberOption =>
            double.Parse(text, CultureInfo.InvariantCulture) is var number && number == Math.Floor(number) ? (JsonNode)(long)number : number,
        BooleanOption or OptionalBooleanOption => bool.Parse(text),
        _ => text,
    };
}
