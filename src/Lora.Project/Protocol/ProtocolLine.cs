using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Lora.Project;

/// <summary>Events and commands as JSON lines: an object a line, its <c>type</c> first, UTF-8, '\n'.</summary>
public static class ProtocolLine
{
    /// <summary>The line, without its line break.</summary>
    public static string Write(EngineEvent message) => JsonSerializer.Serialize(message, LineContract.Default.EngineEvent);

    /// <summary>The line, without its line break.</summary>
    public static string Write(EngineCommand command) => JsonSerializer.Serialize(command, LineContract.Default.EngineCommand);

    /// <summary>The event of a line; null for anything else: an unknown type, half a line, text that a library printed.</summary>
    public static EngineEvent? ReadEvent(string line) => Read(line, LineContract.Default.EngineEvent);

    /// <summary>The command of a line; null for anything else.</summary>
    public static EngineCommand? ReadCommand(string line) => Read(line, LineContract.Default.EngineCommand);

    private static T? Read<T>(string line, JsonTypeInfo<T> info)
        where T : class
    {
        if (!line.StartsWith('{'))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(line, info);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, Converters = [typeof(StageConverter)])]
[JsonSerializable(typeof(EngineEvent))]
[JsonSerializable(typeof(EngineCommand))]
internal sealed partial class LineContract : JsonSerializerContext;
