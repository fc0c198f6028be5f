using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Lora.Tensors;

/// <summary>
/// The JSON header of a safetensors file, checked completely before anyone reads a tensor: JSON, names, types, shapes, offsets.
/// Tensors must lie in the data without gap or overlap and fill it to the last byte.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>Longest header accepted, as in the reference library.</summary>
    public const long MaxLength = 100_000_000;

    private readonly string _file;
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly List<SafetensorsTensor> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The <c>__metadata__</c> entries; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The tensors, in the order of the header.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors => _tensors;

    private SafetensorsHeader(string file) => _file = file;

    /// <param name="file">For messages.</param>
    /// <param name="json">The header's bytes; they start at byte 8 of the file.</param>
    /// <param name="dataLength">Bytes that follow the header.</param>
    /// <exception cref="SafetensorsException">The header is wrong in any way.</exception>
    public static SafetensorsHeader Parse(string file, ReadOnlySpan<byte> json, long dataLength)
    {
        var header = new SafetensorsHeader(file);
        if (!Utf8.IsValid(json))
        {
            throw header.Wrong("the header is not UTF-8");
        }

        if (json.Length == 0 || json[0] != (byte)'{')
        {
            throw header.Wrong("the header does not start with '{': this is no safetensors file", offset: 8);
        }

        var reader = new Utf8JsonReader(json);
        try
        {
            header.ReadObject(ref reader);
        }
        catch (JsonException e)
        {
            throw new SafetensorsException(file, "the header is not valid JSON", null, 8 + reader.BytesConsumed, e);
        }
        catch (InvalidOperationException e)
        {
            throw new SafetensorsException(file, "the header holds text that is not valid Unicode", null, 8 + reader.TokenStartIndex, e);
        }
        header.CheckOffsets(8 + json.Length, dataLength);
        return header;
    }

    private SafetensorsException Wrong(string problem, string? tensor = null, long? offset = null) => new(_file, problem, tensor, offset);

    private void ReadObject(ref Utf8JsonReader reader)
    {
        reader.Read();
        var metadataSeen = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = 8 + reader.TokenStartIndex;
            var name = reader.GetString()!;
            reader.Read();
            if (name == "__metadata__")
            {
                if (metadataSeen)
                {
                    throw Wrong("'__metadata__' stands twice in the header", offset: at);
                }

                metadataSeen = true;
                ReadMetadata(ref reader);
            }
            else
            {
                if (!_names.Add(name))
                {
                    throw Wrong("the name stands twice in the header", name, at);
                }

                _tensors.Add(ReadTensor(ref reader, name, at));
            }
        }
        reader.Read(); // only white space may follow; anything else throws
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong("'__metadata__' is not an object", offset: 8 + reader.TokenStartIndex);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = 8 + reader.TokenStartIndex;
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                throw Wrong($"metadata '{key}' is not a string", offset: at);
            }

            if (!_metadata.TryAdd(key, reader.GetString()!))
            {
                throw Wrong($"metadata '{key}' stands twice in the header", offset: at);
            }
        }
    }

    private SafetensorsTensor ReadTensor(ref Utf8JsonReader reader, string name, long at)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong("its header entry is not an object", name, at);
        }

        SafetensorsDType? dtype = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var fieldAt = 8 + reader.TokenStartIndex;
            var field = reader.GetString()!;
            reader.Read();
            if (field == "dtype" ? dtype is not null : field == "shape" ? shape is not null : field == "data_offsets" && offsets is not null)
            {
                throw Wrong($"'{field}' stands twice", name, fieldAt);
            }

            switch (field)
            {
                case "dtype":
                    if (reader.TokenType != JsonTokenType.String || !SafetensorsDTypes.TryParse(reader.GetString()!, out var known))
                    {
                        throw Wrong($"unknown dtype {Encoding.UTF8.GetString(reader.ValueSpan)}", name, fieldAt);
                    }

                    dtype = known;
                    break;
                case "shape":
                    shape = ReadNumbers(ref reader, name, field);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref reader, name, field);
                    break;
                default: // the reference library ignores what it does not know
                    reader.Skip();
                    break;
            }
        }
        var missing = dtype is null ? "dtype" : shape is null ? "shape" : offsets is null ? "data_offsets" : "";
        if (missing != "")
        {
            throw Wrong($"'{missing}' is missing", name, at);
        }

        if (offsets!.Count != 2)
        {
            throw Wrong($"'data_offsets' has {offsets.Count} numbers instead of 2", name, at);
        }

        return Checked(new SafetensorsTensor(name, dtype!.Value, shape!, offsets[0], offsets[1] - offsets[0]), at);
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string field)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong($"'{field}' is not a list", name, 8 + reader.TokenStartIndex);
        }

        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
            {
                throw Wrong($"'{field}' holds something that is not a whole number from 0 to 2^63 - 1", name, 8 + reader.TokenStartIndex);
            }

            numbers.Add(number);
        }
        return numbers;
    }

    private SafetensorsTensor Checked(SafetensorsTensor tensor, long at)
    {
        if (tensor.Length < 0)
        {
            throw Wrong($"'data_offsets' end ({tensor.Offset + tensor.Length}) before they begin ({tensor.Offset})", tensor.Name, at);
        }

        long bytes = tensor.DType.Size();
        try
        {
            foreach (var size in tensor.Shape)
            {
                bytes = checked(bytes * size);
            }
        }
        catch (OverflowException e)
        {
            throw new SafetensorsException(_file, $"shape {Show(tensor)} overflows", tensor.Name, at, e);
        }
        if (bytes != tensor.Length)
        {
            throw Wrong($"shape {Show(tensor)} of {tensor.DType.FileName()} takes {bytes} bytes, 'data_offsets' give it {tensor.Length}", tensor.Name, at);
        }

        return tensor;
    }

    private static string Show(SafetensorsTensor tensor) => $"[{string.Join(", ", tensor.Shape)}]";

    private void CheckOffsets(long dataStart, long dataLength)
    {
        long end = 0;
        foreach (var tensor in _tensors.OrderBy(t => t.Offset).ThenBy(t => t.Length))
        {
            if (tensor.Offset != end)
            {
                var problem = tensor.Offset > end ? $"{tensor.Offset - end} bytes before it belong to no tensor" : "it overlaps the tensor before it";
                throw Wrong(problem, tensor.Name, dataStart + Math.Min(end, tensor.Offset));
            }
            if (tensor.Length > dataLength - end)
            {
                var problem = $"it ends at byte {dataStart + tensor.Offset} + {tensor.Length}, the file has {dataStart + dataLength}";
                throw Wrong(problem, tensor.Name, dataStart + end);
            }
            end += tensor.Length;
        }
        if (end != dataLength)
        {
            throw Wrong($"{dataLength - end} bytes at the end belong to no tensor", offset: dataStart + end);
        }
    }
}
