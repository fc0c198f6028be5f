using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Lora.Imaging.Jpeg;

/// <summary>
/// Entropy-coded bits up to the next marker, most significant first. Stuffed zeros are taken out once for all bytes up to there, so that eight bytes are one
/// read; behind the last one come zeros, and using those counts as cut off.
/// </summary>
internal sealed class BitReader
{
    /// <summary>Zeros behind the data: what one block can take (64 codes of 16 bits with values of 16), and a read of eight bytes.</summary>
    private const int Slack = 64 * 4 + 8;

    private readonly ReadOnlyMemory<byte> _file;
    private byte[] _data = [];
    private int _length, _at, _count;
    private ulong _buffer;

    /// <param name="position">Where the data begin.</param>
    public BitReader(ReadOnlyMemory<byte> file, int position)
    {
        _file = file;
        Load(position);
    }

    /// <summary>Where the next marker is.</summary>
    public int Position { get; private set; }

    public int Peek16()
    {
        Fill(_data, ref _buffer, ref _count, ref _at);
        return (int)(_buffer >> 48);
    }

    /// <summary>Uses up to 16 bits that were peeked at.</summary>
    public void Skip(int bits)
    {
        _buffer <<= bits;
        _count -= bits;
        ThrowIfPastEnd(_at, _count);
    }

    public int Read(int bits)
    {
        if (bits == 0)
        {
            return 0;
        }

        var value = Peek16() >> (16 - bits);
        Skip(bits);
        return value;
    }

    /// <summary>A number of so many bits, negative where its first bit is 0 (annex F, EXTEND).</summary>
    public int ReadSigned(int bits) => Extend(Read(bits), bits);

    /// <summary>All coefficients of a block of a sequential scan (annex F.2), into their places; the others stay as they are.</summary>
    /// <param name="predictor">Of the DC value, which is moved on.</param>
    /// <param name="block">64, natural order.</param>
    /// <returns>The place, in the file's order, behind which none was set.</returns>
    public int ReadBlock(HuffmanTable dc, HuffmanTable ac, ref int predictor, Span<short> block)
    {
        // in registers for the length of the block
        ReadOnlySpan<byte> data = _data;
        var (buffer, count, at) = (_buffer, _count, _at);
        Fill(data, ref buffer, ref count, ref at);
        var entry = dc.Entry(buffer);
        Use(HuffmanTable.Bits(entry), ref buffer, ref count);
        predictor += ReadValue(entry, ref buffer, ref count);
        block[0] = (short)predictor;
        var last = 0;
        for (var k = 1; k < 64; k++)
        {
            Fill(data, ref buffer, ref count, ref at);
            entry = ac.Entry(buffer);
            Use(HuffmanTable.Bits(entry), ref buffer, ref count);
            k += HuffmanTable.Zeros(entry);
            if (HuffmanTable.IsWithoutValue(entry))
            {
                if (HuffmanTable.Zeros(entry) != 15)
                {
                    break;
                }

                continue;
            }

            var value = ReadValue(entry, ref buffer, ref count);
            if (k > 63)
            {
                throw JpegFrame.Damaged("a block has more than 64 coefficients");
            }

            block[ZigZag.ToNatural[k]] = (short)value;
            last = k;
        }

        (_buffer, _count, _at) = (buffer, count, at);
        ThrowIfPastEnd(at, count);
        return last;
    }

    /// <summary>Drops the rest of a byte and steps over the restart marker that must follow.</summary>
    public void Restart(int expected)
    {
        var bytes = _file.Span;
        var position = Position;
        while (position + 1 < bytes.Length && !(bytes[position] == 0xFF && bytes[position + 1] is not (0 or 0xFF)))
        {
            position++;
        }

        if (position + 1 >= bytes.Length)
        {
            throw JpegSegments.CutOff();
        }

        if (bytes[position + 1] != 0xD0 + expected)
        {
            throw JpegFrame.Damaged("a restart marker is missing");
        }

        Load(position + 2);
    }

    private void Load(int from)
    {
        var bytes = _file.Span[from..];
        int end = 0, stuffed = 0;
        while (bytes[end..].IndexOf((byte)0xFF) is var next and >= 0 && end + next + 1 < bytes.Length && bytes[end + next + 1] == 0)
        {
            end += next + 2;
            stuffed++;
        }

        var tail = bytes[end..].IndexOf((byte)0xFF);
        end = tail < 0 ? bytes.Length : end + tail;
        _length = end - stuffed;
        if (_data.Length < _length + Slack)
        {
            _data = new byte[_length + Slack];
        }

        var to = 0;
        for (var rest = bytes[..end]; !rest.IsEmpty;)
        {
            var next = rest.IndexOf((byte)0xFF);
            var part = next < 0 ? rest : rest[..(next + 1)];
            part.CopyTo(_data.AsSpan(to));
            to += part.Length;
            rest = next < 0 ? default : rest[(next + 2)..];
        }

        _data.AsSpan(_length).Clear();
        (Position, _at, _count, _buffer) = (from + end, 0, 0, 0);
    }

    /// <summary>At least 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(ReadOnlySpan<byte> data, ref ulong buffer, ref int count, ref int at)
    {
        if (count < 32)
        {
            buffer |= BinaryPrimitives.ReadUInt64BigEndian(data[at..]) >> count;
            at += (63 - count) >> 3;
            count |= 56;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Use(int bits, ref ulong buffer, ref int count)
    {
        buffer <<= bits;
        count -= bits;
    }

    /// <summary>The value that a code comes with or announces.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadValue(int entry, ref ulong buffer, ref int count)
    {
        var size = HuffmanTable.Size(entry);
        if (size == 0)
        {
            return HuffmanTable.Value(entry);
        }

        var value = Extend((int)(buffer >> (64 - size)), size);
        Use(size, ref buffer, ref count);
        return value;
    }

    private static int Extend(int value, int bits) => bits != 0 && value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value;

    private void ThrowIfPastEnd(int at, int count)
    {
        if (at * 8L - count > _length * 8L)
        {
            throw JpegSegments.CutOff();
        }
    }
}
