namespace Lora.Imaging.Jpeg;

/// <summary>Entropy-coded bits, most significant first; stuffed zeros are taken out. At a marker it stops, and reading on counts as cut off.</summary>
internal sealed class BitReader(ReadOnlyMemory<byte> file, int position)
{
    private uint _buffer;
    private int _count, _borrowed;

    /// <summary>Where the next marker is, once the bits before it are used.</summary>
    public int Position => position;

    public int Peek16()
    {
        Fill();
        return (int)(_buffer >> 16);
    }

    /// <summary>Uses up to 16 bits that were peeked at.</summary>
    public void Skip(int bits)
    {
        _buffer <<= bits;
        _count -= bits;
        if (_count < _borrowed)
        {
            throw JpegSegments.CutOff();
        }
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
    public int ReadSigned(int bits)
    {
        var value = Read(bits);
        return bits != 0 && value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value;
    }

    /// <summary>Drops the rest of a byte and steps over the restart marker that must follow.</summary>
    public void Restart(int expected)
    {
        (_buffer, _count, _borrowed) = (0, 0, 0);
        var bytes = file.Span;
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

        position += 2;
    }

    private void Fill()
    {
        var bytes = file.Span;
        while (_count <= 24)
        {
            byte next = 0;
            if (position < bytes.Length && bytes[position] != 0xFF)
            {
                next = bytes[position++];
            }
            else if (position + 1 < bytes.Length && bytes[position + 1] == 0)
            {
                next = 0xFF;
                position += 2;
            }
            else
            {
                _borrowed += 8;
            }
            _buffer |= (uint)next << (24 - _count);
            _count += 8;
        }
    }
}
