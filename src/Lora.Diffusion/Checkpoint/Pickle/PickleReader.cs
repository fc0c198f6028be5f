using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Lora.Diffusion;

/// <summary>Reads the operands of a pickle's opcodes, never beyond the pickle's end.</summary>
/// <param name="file">The file.</param>
/// <param name="range">Where the pickle lies, or may lie: it ends itself.</param>
internal sealed class PickleReader(MappedBytes file, ByteRange range)
{
    private const int LongestText = 1 << 16; // what names take is a fraction of it; keeps a line's search and a string's memory small

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private readonly long _end = range.Start + range.Length;
    private long _at = range.Start;

    /// <summary>Bytes read so far.</summary>
    public long Position => _at - range.Start;

    public CheckpointException Damaged(string what) =>
        PickleFault.Damaged(file.Path, string.Create(CultureInfo.InvariantCulture, $"{what} (byte {_at})"));

    public CheckpointException Malicious(string global) => PickleFault.Malicious(file.Path, global);

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>Two's complement of any length: a <see cref="long"/> if it fits.</summary>
    public object Number(long length)
    {
        if (length > 8)
        {
            return Data((ulong)length);
        }

        var bytes = Take((int)length);
        long value = bytes.Length > 0 && bytes[^1] >= 0x80 ? -1 : 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    /// <summary>Bytes that nobody asks for.</summary>
    public PickledData Data(ulong length)
    {
        if (length > (ulong)(_end - _at))
        {
            throw Damaged("it ends in the middle of a pickle");
        }

        _at += (long)length;
        return PickledData.Instance;
    }

    /// <summary>UTF-8; what is too long for a name is data.</summary>
    public object Text(ulong length)
    {
        if (length > LongestText)
        {
            return Data(length);
        }

        try
        {
            return Utf8.GetString(Take((int)length));
        }
        catch (DecoderFallbackException)
        {
            throw Damaged("text in it is not UTF-8");
        }
    }

    /// <summary>A string of Python 2: ASCII in every checkpoint, though it may be any bytes.</summary>
    public object OldText(ulong length) => length > LongestText ? Data(length) : Encoding.Latin1.GetString(Take((int)length));

    /// <summary>Text to the end of the line.</summary>
    public string Line()
    {
        var ahead = file.Span(_at, (int)Math.Min(LongestText, _end - _at));
        var length = ahead.IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Damaged("a line in it does not end");
        }

        _at += length + 1;
        return Encoding.Latin1.GetString(ahead[..length]);
    }

    /// <summary>A whole number in a line: as Python 2 wrote it, with an L behind it.</summary>
    public object NumberLine() => Line() switch
    {
        "00" => false,
        "01" => true,
        var line => long.TryParse(line.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : PickledData.Instance,
    };

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _end - _at)
        {
            throw Damaged("it ends in the middle of a pickle");
        }

        _at += length;
        return file.Span(_at - length, length);
    }
}
