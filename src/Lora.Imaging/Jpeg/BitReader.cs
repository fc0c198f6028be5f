namespace Lora.Imaging.Jpeg;

/// <summary>Entropy-coded bits, most significant first; stuffed zeros are taken out. At a marker it stops, and reading on counts as cut off.</summary>
internal sealed class BitReader(ReadOnlyMemory<byte> file, int position)
{
    private uint buffer;
    private int count, borrowed;

    /// <summary>Where the next marker is, once the bits before it are used.</summary>
    public int Position => position;

    public int Peek16()
    {
        Fill();
        return (int)(buffer >> 16);
    }

    /// <summary>Uses up to 16 bits that were peeked at.</summary>
    public void Skip(int bits)
    {
        buffer <<= bits;
        count -= bits;
        if (count < borrowed)
            throw JpegSegments.CutOff();
    }

    public int Read(int bits)
    {
        if (bits == 0)
            return 0;
        int value = Peek16() >> (16 - bits);
        Skip(bits);
        return value;
    }

    /// <summary>A number of so many bits, negative where its first bit is 0 (annex F, EXTEND).</summary>
    public int ReadSigned(int bits)
    {
        int value = Read(bits);
        return bits != 0 && value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value;
    }

    /// <summary>Drops the rest of a byte and steps over the restart marker that must follow.</summary>
    public void Restart(int expected)
    {
        (buffer, count, borrowed) = (0, 0, 0);
        var bytes = file.Span;
        while (position + 1 < bytes.Length && !(bytes[position] == 0xFF && bytes[position + 1] is not (0 or 0xFF)))
            position++;
        if (position + 1 >= bytes.Length)
            throw JpegSegments.CutOff();
        if (bytes[position + 1] != 0xD0 + expected)
            throw JpegFrame.Damaged("a restart marker is missing");
        position += 2;
    }

    private void Fill()
    {
        var bytes = file.Span;
        while (count <= 24)
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
                borrowed += 8;
            }
            buffer |= (uint)next << (24 - count);
            count += 8;
        }
    }
}
