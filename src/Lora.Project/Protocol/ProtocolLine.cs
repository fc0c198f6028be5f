using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lora.Project;

/// <summary>Events and commands as JSON lines: an object a line, its <c>type</c> first, UTF-8, '\n'.</summary>
public static class ProtocolLine
{
    /// <summary>The line, without its line break.</summary>
    public static string Write(EngineEvent message) => message switch
    {
        HelloEvent hello => Line("hello", hello, ContractJson.Default.HelloEvent),
        MessageEvent text => Line("message", text, ContractJson.Default.MessageEvent),
        ProgressEvent progress => Line("progress", progress, ContractJson.Default.ProgressEvent),
        FindingEvent finding => Line("finding", finding, ContractJson.Default.FindingEvent),
        ResultEvent result => Line("result", result, ContractJson.Default.ResultEvent),
        _ => throw new ArgumentException($"no line for {message.GetType().Name}", nameof(message)),
    };

    /// <summary>The line, without its line break.</summary>
    public static string Write(EngineCommand command) => command switch
    {
        RunCommand run => Line("run", run, ContractJson.Default.RunCommand),
        CancelCommand cancel => Line("cancel", cancel, ContractJson.Default.CancelCommand),
        _ => throw new ArgumentException($"no line for {command.GetType().Name}", nameof(command)),
    };

    /// <summary>The event of a line; null for anything else: an unknown type, half a line, text that a library printed.</summary>
    public static EngineEvent? ReadEvent(string line) => Read<EngineEvent>(line, type => type switch
    {
        "hello" => ContractJson.Default.HelloEvent,
        "message" => ContractJson.Default.MessageEvent,
        "progress" => ContractJson.Default.ProgressEvent,
        "finding" => ContractJson.Default.FindingEvent,
        "result" => ContractJson.Default.ResultEvent,
        _ => null,
    });

    /// <summary>The command of a line; null for anything else.</summary>
    public static EngineCommand? ReadCommand(string line) => Read<EngineCommand>(line, type => type switch
    {
        "run" => ContractJson.Default.RunCommand,
        "cancel" => ContractJson.Default.CancelCommand,
        _ => null,
    });

    private static string Line<T>(string type, T value, JsonTypeInfo<T> info)
    {
        var body = JsonSerializer.Serialize(value, info);
        return body.Length == 2 ? $"{{\"type\":\"{type}\"}}" : $"{{\"type\":\"{type}\",{body.AsSpan(1)}";
    }

    private static T? Read<T>(string line, Func<string?, JsonTypeInfo?> find)
        where T : class
    {
        if (!line.StartsWith('{'))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            var type = document.RootElement.TryGetProperty("type", out var name) && name.ValueKind is JsonValueKind.String ? name.GetString() : null;
            return find(type) is { } info ? (T?)document.RootElement.Deserialize(info) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
