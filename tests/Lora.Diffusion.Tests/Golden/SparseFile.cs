using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lora.Diffusion.Tests.Golden;

/// <summary>Safetensors files of any size that take no room: a header, and behind it nothing but a length. Every value reads as 0.</summary>
internal static class SparseFile
{
    /// <returns>The path.</returns>
    public static string Write(string path, JsonElement shapes, IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(path, shapes.EnumerateObject().ToDictionary(key => key.Name, key => key.Value), metadata);

    /// <param name="path">Where.</param>
    /// <param name="shapes">Of each tensor, fp16.</param>
    /// <param name="metadata">Text beside them.</param>
    /// <returns>The path.</returns>
    public static string Write(string path, IReadOnlyDictionary<string, JsonElement> shapes, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var header = new JsonObject();
        if (metadata is not null)
        {
            header["__metadata__"] = new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        }

        var end = 0L;
        foreach (var (name, shape) in shapes)
        {
            var start = end;
            end += 2 * shape.EnumerateArray().Aggregate(1L, (product, size) => product * size.GetInt64());
            header[name] = new JsonObject { ["dtype"] = "F16", ["shape"] = JsonNode.Parse(shape.GetRawText()), ["data_offsets"] = new JsonArray(start, end) };
        }

        var text = Encoding.UTF8.GetBytes(header.ToJsonString());
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        file.Write(length);
        file.Write(text);
        file.SetLength(file.Length + end);
        return path;
    }
}
