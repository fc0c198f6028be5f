namespace Lora.Imaging.Jpeg;

/// <summary>A Huffman code of the JPEG specification (annex C): codes of up to 8 bits by table, longer ones by their length.</summary>
internal sealed class HuffmanTable
{
    private const int FastBits = 8;

    /// <summary>length &lt;&lt; 8 | symbol; 0 where the code is longer.</summary>
    private readonly ushort[] _fast = new ushort[1 << FastBits];
    /// <summary>By length: the first code past it, aligned to 16 bits; and what turns a code of it into an index.</summary>
    private readonly int[] _limit = new int[18], _offset = new int[17];
    private readonly byte[] _symbols;

    /// <param name="counts">Codes of 1 to 16 bits.</param>
    /// <param name="symbols">Their symbols, shortest first.</param>
    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        int code = 0, index = 0;
        for (var length = 1; length <= 16; length++)
        {
            _offset[length] = index - code;
            for (var i = 0; i < counts[length - 1]; i++, index++, code++)
            {
                if (code >= 1 << length)
                {
                    throw JpegFrame.Damaged("a Huffman table has too many codes");
                }

                if (length <= FastBits)
                {
                    _fast.AsSpan(code << (FastBits - length), 1 << (FastBits - length)).Fill((ushort)(length << 8 | symbols[index]));
                }
            }
            _limit[length] = code << (16 - length);
            code <<= 1;
        }
        _limit[17] = int.MaxValue;
    }

    public int Decode(BitReader bits)
    {
        var next = bits.Peek16();
        int entry = _fast[next >> (16 - FastBits)];
        if (entry != 0)
        {
            bits.Skip(entry >> 8);
            return entry & 0xFF;
        }
        var length = FastBits + 1;
        while (next >= _limit[length])
        {
            length++;
        }

        var index = length <= 16 ? (next >> (16 - length)) + _offset[length] : -1;
        if ((uint)index >= (uint)_symbols.Length)
        {
            throw JpegFrame.Damaged("its picture data are not a valid Huffman code");
        }

        bits.Skip(length);
        return _symbols[index];
    }
}
