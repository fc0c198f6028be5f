using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Reads and writes requests and results; generated serializers, so that a build pays for no reflection.</summary>
public static class StageJson
{
    private static readonly StageContract Contract = new(new JsonSerializerOptions(StageContract.Default.Options)
    {
        // captions and umlauts stay readable; the files never go into HTML
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    });

    /// <summary>Indented JSON, '\n' lines.</summary>
    public static string Write(StageRequest request) => JsonSerializer.Serialize(request, Contract.StageRequest) + "\n";

    /// <summary>Indented JSON, '\n' lines.</summary>
    public static string Write(StageResult result) => JsonSerializer.Serialize(result, Contract.StageResult) + "\n";

    /// <exception cref="JsonException">Not a request.</exception>
    public static StageRequest ReadRequest(string json) =>
        JsonSerializer.Deserialize(json, Contract.StageRequest) ?? throw new JsonException("a request is an object");

    /// <exception cref="JsonException">Not a result.</exception>
    public static StageResult ReadResult(string json) =>
        JsonSerializer.Deserialize(json, Contract.StageResult) ?? throw new JsonException("a result is an object");
}

/// <summary>A stage is written as its name.</summary>
internal sealed class StageConverter : JsonConverter<Stage>
{
    public override Stage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && Stage.Find(reader.GetString()!) is { } stage ? stage : throw new JsonException("no stage has this name");

    public override void Write(Utf8JsonWriter writer, Stage value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, Converters = [typeof(StageConverter)])]
[JsonSerializable(typeof(StageRequest))]
[JsonSerializable(typeof(StageResult))]
internal sealed partial class StageContract : JsonSerializerContext;
