using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lora.Project;

/// <summary>
/// A UTF-8 text in the making, with JSON strings in it: for the texts of tens of thousands of lines that every build makes. .NET's own writer of bytes is
/// compiled anew in every process, which costs more than the text.
/// </summary>
/// <param name="capacity">Bytes to begin with.</param>
internal sealed class Utf8Text(int capacity = 256)
{
    // no number is longer
    private const int LongestNumber = 32;

    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Select(code => (char)code), '"', '\\', '\u2028', '\u2029']);

    private byte[] _bytes = new byte[capacity];

    /// <summary>A text as a JSON string.</summary>
    public static string Quote(string text) => new Utf8Text(text.Length + 2).AppendQuoted(text).ToString();

    /// <summary>Bytes of it.</summary>
    public int Length { get; private set; }

    /// <summary>All of it, until more is appended.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    /// <summary>Takes all of it away, and keeps the room.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends bytes as they are.</summary>
    public Utf8Text Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
        return this;
    }

    /// <summary>Appends a text as it is.</summary>
    public Utf8Text Append(ReadOnlySpan<char> text)
    {
        Length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));
        return this;
    }

    /// <summary>Appends a number.</summary>
    public Utf8Text Append(int number)
    {
        number.TryFormat(Room(LongestNumber), out var written, provider: CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    /// <summary>Appends a text as a JSON string.</summary>
    public Utf8Text AppendQuoted(ReadOnlySpan<char> text)
    {
        Append("\""u8);
        while (text.IndexOfAny(Special) is >= 0 and var at)
        {
            Append(text[..at]);
            _ = text[at] switch
            {
                '"' => Append("\\\""u8),
                '\\' => Append("\\\\"u8),
                var c => Append("\\u"u8).Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
            };
            text = text[(at + 1)..];
        }

        return Append(text).Append("\""u8);
    }

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - Length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes));
        }

        return _bytes.AsSpan(Length);
    }
}
