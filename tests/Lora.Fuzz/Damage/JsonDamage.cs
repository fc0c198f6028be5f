using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lora.Fuzz;

/// <summary>JSON that is whole and says what nobody expects: a value of another kind or size, an entry too many, one that is missing.</summary>
internal static class JsonDamage
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "1e300", "1e400", "0.5", "2147483647", "2147483648", "4294967296", "1048576", "9223372036854775807",
        "18446744073709551616", "\"\"", "\"x\"", "\"../../x\"",
        "\"/etc/passwd\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"a\\nerror LORA1001: b\"", "[]", "{}", "[null]",
        "[[[[[[1]]]]]]", "{\"a\":{\"a\":{}}}", "[1,2,3,4,5,6,7,8,9]", "\"\\u001b[2J\"", "[1048576,1048576,1048576]", "[0,0]", "[-1]",
        "\"nan\"", "[\"x\",\"y\"]",
    ];

    /// <summary>One damage; null for what is no JSON.</summary>
    public static byte[]? Of(byte[] file, Dice dice)
    {
        try
        {
            var root = JsonNode.Parse(file);
            var nodes = new List<JsonNode?>();
            Collect(root, nodes);
            if (nodes.OfType<JsonNode>().Where(node => node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 }).ToArray() is not { Length: > 0 } around)
            {
                return Encoding.UTF8.GetBytes(dice.Of(Values));
            }

            switch (dice.Of(around))
            {
                case JsonObject entries:
                    var name = dice.Of(entries.Select(entry => entry.Key).ToArray());
                    Change(value => entries[value is null ? name : dice.OnceIn(4) ? name + "x" : name] = value?.DeepClone(), () => entries.Remove(name), dice);
                    break;
                case JsonArray items:
                    var at = dice.Below(items.Count);
                    Change(value => items[at] = value?.DeepClone(), () => items.RemoveAt(at), dice);
                    break;
            }

            return JsonSerializer.SerializeToUtf8Bytes(root);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Change(Action<JsonNode?> set, Action remove, Dice dice)
    {
        if (dice.OnceIn(6))
        {
            remove();
        }
        else
        {
            // as it is written: no number of C#'s holds each of them
            set(JsonNode.Parse(dice.Of(Values)));
        }
    }

    private static void Collect(JsonNode? node, List<JsonNode?> nodes)
    {
        nodes.Add(node);
        foreach (var inner in node switch { JsonObject entries => entries.Select(entry => entry.Value), JsonArray items => items, _ => [] })
        {
            Collect(inner, nodes);
        }
    }
}
