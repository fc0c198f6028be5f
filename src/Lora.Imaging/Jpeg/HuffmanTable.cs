namespace Lora.Imaging.Jpeg;

/// <summary>A Huffman code of the JPEG specification (annex C): codes of up to 8 bits by table, longer ones by their length.</summary>
internal sealed class HuffmanTable
{
    private const int FastBits = 8;

    /// <summary>length &lt;&lt; 8 | symbol; 0 where the code is longer.</summary>
    private readonly ushort[] fast = new ushort[1 << FastBits];
    /// <summary>By length: the first code past it, aligned to 16 bits; and what turns a code of it into an index.</summary>
    private readonly int[] limit = new int[18], offset = new int[17];
    private readonly byte[] symbols;

    /// <param name="counts">Codes of 1 to 16 bits.</param>
    /// <param name="symbols">Their symbols, shortest first.</param>
    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        this.symbols = symbols.ToArray();
        int code = 0, index = 0;
        for (int length = 1; length <= 16; length++)
        {
            offset[length] = index - code;
            for (int i = 0; i < counts[length - 1]; i++, index++, code++)
            {
                if (code >= 1 << length)
                    throw JpegFrame.Damaged("a Huffman table has too many codes");
                if (length <= FastBits)
                    fast.AsSpan(code << (FastBits - length), 1 << (FastBits - length)).Fill((ushort)(length << 8 | symbols[index]));
            }
            limit[length] = code << (16 - length);
            code <<= 1;
        }
        limit[17] = int.MaxValue;
    }

    public int Decode(BitReader bits)
    {
        int next = bits.Peek16();
        int entry = fast[next >> (16 - FastBits)];
        if (entry != 0)
        {
            bits.Skip(entry >> 8);
            return entry & 0xFF;
        }
        int length = FastBits + 1;
        while (next >= limit[length])
            length++;
        int index = length <= 16 ? (next >> (16 - length)) + offset[length] : -1;
        if ((uint)index >= (uint)symbols.Length)
            throw JpegFrame.Damaged("its picture data are not a valid Huffman code");
        bits.Skip(length);
        return symbols[index];
    }
}
