namespace Lora.Imaging.Jpeg;

/// <summary>Writes the entropy-coded part of a scan, most significant bit first, with a zero byte behind each 0xFF.</summary>
internal sealed class HuffmanWriter(Stream output)
{
    private uint _bits;
    private int _count;

    /// <summary>A component's codes: by symbol its length &lt;&lt; 16 | code.</summary>
    public static int[] Codes(StandardHuffman table)
    {
        var codes = new int[256];
        for (int length = 1, code = 0, index = 0; length <= 16; length++, code <<= 1)
        {
            for (var i = 0; i < table.Counts[length - 1]; i++)
            {
                codes[table.Symbols[index++]] = length << 16 | code++;
            }
        }

        return codes;
    }

    /// <param name="block">64 quantised coefficients in natural order.</param>
    /// <param name="dc">Codes of the first coefficient's difference.</param>
    /// <param name="ac">Codes of the others.</param>
    /// <param name="before">The first coefficient of the component's block before.</param>
    public void Write(ReadOnlySpan<int> block, int[] dc, int[] ac, int before)
    {
        WriteValue(dc, 0, block[0] - before);
        var zeros = 0;
        for (var i = 1; i < 64; i++)
        {
            var value = block[ZigZag.ToNatural[i]];
            if (value == 0)
            {
                zeros++;
                continue;
            }

            for (; zeros > 15; zeros -= 16)
            {
                Write(ac[0xF0]);
            }

            WriteValue(ac, zeros, value);
            zeros = 0;
        }

        if (zeros > 0)
        {
            Write(ac[0]);
        }
    }

    /// <summary>Fills the last byte with ones.</summary>
    public void Flush() => Write(7 << 16 | 0x7F);

    private void WriteValue(int[] codes, int zeros, int value)
    {
        var size = 32 - int.LeadingZeroCount(Math.Abs(value));
        Write(codes[zeros << 4 | size]);
        Write(size << 16 | (value < 0 ? value - 1 : value) & ((1 << size) - 1));
    }

    // at most 7 bits wait, and 16 come
    private void Write(int lengthAndBits)
    {
        var length = lengthAndBits >> 16;
        _bits = _bits << length | (uint)(lengthAndBits & 0xFFFF);
        for (_count += length; _count >= 8; _count -= 8)
        {
            var next = (byte)(_bits >> (_count - 8));
            output.WriteByte(next);
            if (next == 0xFF)
            {
                output.WriteByte(0);
            }
        }
    }
}
