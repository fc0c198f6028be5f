using System.Globalization;

namespace Lora.Tagging.Checks;

/// <summary>
/// What a stored tensor says of itself, held against what there is: sizes, the bytes it has in the model, or where in which file they lie. Source: onnx.proto,
/// TensorProto.
/// </summary>
internal sealed record TensorClaim(string Folder)
{
    private const int MaxRank = 64;

    // by TensorProto.DataType, bits: undefined, float, uint8, int8, uint16, int16, int32, int64, string, bool, float16, double, uint32, uint64, complex64,
    // complex128, bfloat16, four kinds of float8, uint4, int4, float4, another float8, uint2, int2
    private static readonly int[] Bits = [0, 32, 8, 8, 16, 16, 32, 64, 0, 8, 16, 64, 32, 64, 64, 128, 16, 8, 8, 8, 8, 4, 4, 4, 8, 2, 2];

    private readonly List<long> _dims = [];
    private readonly Dictionary<string, string> _external = new(StringComparer.Ordinal);
    private string _name = "";
    private int _type;
    private long? _raw;
    private bool _isExternal;

    /// <summary>The file beside the model that holds its bytes; null where the model does.</summary>
    /// <exception cref="FormatException">It claims something that is not so.</exception>
    public static string? Check(ReadOnlySpan<byte> tensor, string folder)
    {
        var claim = new TensorClaim(folder);
        var fields = new ProtobufReader(tensor);
        while (fields.Next())
        {
            claim.Read(ref fields);
        }

        return claim.Check();
    }

    private void Read(ref ProtobufReader field)
    {
        switch (field.Field)
        {
            case 1 when field.IsContent:
                var packed = field.Content;
                while (!packed.IsEmpty && _dims.Count <= MaxRank)
                {
                    _dims.Add((long)ProtobufReader.Varint(ref packed));
                }

                break;
            case 1 when _dims.Count <= MaxRank:
                _dims.Add((long)field.Number);
                break;
            case 2:
                _type = (int)Math.Min(field.Number, int.MaxValue);
                break;
            case 8:
                _name = field.Text;
                break;
            case 9:
                _raw = field.Content.Length;
                break;
            case 13:
                var entry = new ProtobufReader(field.Content);
                var (key, value) = ("", "");
                while (entry.Next())
                {
                    (key, value) = entry.Field switch { 1 => (entry.Text, value), 2 => (key, entry.Text), _ => (key, value) };
                }

                _external[key] = value;
                break;
            case 14:
                _isExternal = field.Number == 1;
                break;
        }
    }

    private string? Check()
    {
        if (_type <= 0 || _type >= Bits.Length)
        {
            throw new FormatException($"its tensor '{_name}' is of no known type");
        }

        if (_dims.Count > MaxRank || _dims.Any(size => size < 0))
        {
            throw new FormatException($"its tensor '{_name}' has an impossible shape");
        }

        var bytes = Bytes();
        if (_isExternal)
        {
            return CheckExternal(bytes);
        }

        return _raw is { } raw && Bits[_type] > 0 && (UInt128)raw != bytes
            ? throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"its tensor '{_name}' is of {bytes} bytes and holds {raw}"))
            : null;
    }

    private UInt128 Bytes()
    {
        UInt128 elements = 1;
        foreach (var size in _dims)
        {
            elements *= (UInt128)size;
            if (elements > long.MaxValue)
            {
                throw new FormatException($"its tensor '{_name}' has an impossible shape");
            }
        }

        return ((elements * (UInt128)Bits[_type]) + 7) / 8;
    }

    private string CheckExternal(UInt128 bytes)
    {
        var name = _external.GetValueOrDefault("location", "");
        if (name.Length == 0 || name != Path.GetFileName(name) || name is "." or ".." || name.Contains('\\', StringComparison.Ordinal))
        {
            throw new FormatException($"the weights of '{_name}' lie at '{name}', which is no file beside the model");
        }

        var file = new FileInfo(Path.Combine(Folder, name));
        if (!file.Exists)
        {
            throw new FormatException($"the weights of '{_name}' lie in '{name}', which is not there");
        }

        if (!Number("offset", 0, out var offset) || !Number("length", (long)UInt128.Min(bytes, long.MaxValue), out var length) || (UInt128)length != bytes
            || (UInt128)offset + (UInt128)length > (UInt128)file.Length)
        {
            throw new FormatException($"the weights of '{_name}' are not where they should be in '{name}'");
        }

        return name;
    }

    private bool Number(string key, long otherwise, out long value)
    {
        value = otherwise;
        return !_external.TryGetValue(key, out var text) || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
