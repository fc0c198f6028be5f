using System.Text;

namespace Lora.Tagging.Checks;

/// <summary>
/// Reads one protobuf message field by field. Every length is held against the message's end, so that nothing is read or allocated on a file's word alone.
/// Source: protobuf's wire format (varint, fixed64, length-delimited, fixed32; groups are of protobuf 1 and refused).
/// </summary>
/// <param name="bytes">The message.</param>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The number of the field last read.</summary>
    public int Field { get; private set; }

    /// <summary>Content of a length-delimited field; empty for a number.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Value of a number field.</summary>
    public ulong Number { get; private set; }

    /// <summary>True if the field is length-delimited: text, bytes, a message or packed numbers.</summary>
    public bool IsContent { get; private set; }

    /// <summary>Content as text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Content);

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="FormatException">The bytes are no such message.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var key = Varint(ref _rest);
        if (key >> 3 is 0 or > 0x1FFFFFFF)
        {
            throw new FormatException("it holds a field without a valid number");
        }

        (Field, Number, IsContent) = ((int)(key >> 3), 0, false);
        Content = default;
        switch (key & 7)
        {
            case 0:
                Number = Varint(ref _rest);
                break;
            case 1:
                Take(8);
                break;
            case 2:
                var length = Varint(ref _rest);
                IsContent = true;
                Content = Take(length);
                break;
            case 5:
                Take(4);
                break;
            default:
                throw new FormatException("it holds a field of an unknown kind");
        }

        return true;
    }

    /// <summary>Takes a varint from the front.</summary>
    /// <exception cref="FormatException">It does not end, or is no 64-bit number.</exception>
    public static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var i = 0; i < 10; i++)
        {
            if (i >= bytes.Length)
            {
                throw new FormatException("it ends in the middle of a number");
            }

            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw new FormatException("it holds a number without an end");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            throw new FormatException("it is cut short, or says that a part of it is longer than the file");
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
