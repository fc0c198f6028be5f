using System.Runtime.CompilerServices;

namespace Lora.Imaging.Jpeg;

/// <summary>
/// A Huffman code of the JPEG specification (annex C). Codes of up to 10 bits are looked up, together with the value that follows where both fit; longer
/// ones are found by their length.
/// </summary>
internal sealed class HuffmanTable
{
    private const int FastBits = 10;

    /// <summary>By the next bits, with the value where it fits, and without; 0 where the code is longer. See <see cref="Pack"/>.</summary>
    private readonly int[] _fast = new int[1 << FastBits], _codes = new int[1 << FastBits];
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
                    Look(code, length, symbols[index]);
                }
            }
            _limit[length] = code << (16 - length);
            code <<= 1;
        }
        _limit[17] = int.MaxValue;
    }

    /// <summary>Bits of the code, with those of its value where that is in the entry.</summary>
    public static int Bits(int entry) => entry & 0xFF;

    /// <summary>The upper half of the symbol: zeros before the value.</summary>
    public static int Zeros(int entry) => entry >> 8 & 15;

    /// <summary>Bits of the value that follow the code; 0 where it is in the entry, or there is none.</summary>
    public static int Size(int entry) => entry >> 12 & 15;

    public static int Value(int entry) => entry >> 16;

    /// <summary>The lower half of the symbol is 0.</summary>
    public static bool IsWithoutValue(int entry) => (entry & ~0xFFF) == 0;

    /// <summary>What the next bits begin with.</summary>
    /// <param name="bits">From the top.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Entry(ulong bits)
    {
        var entry = _fast[(int)(bits >> (64 - FastBits))];
        return entry != 0 ? entry : Long((int)(bits >> 48));
    }

    /// <summary>The next symbol alone.</summary>
    public int Decode(BitReader bits)
    {
        var next = bits.Peek16();
        var entry = _codes[next >> (16 - FastBits)];
        if (entry == 0)
        {
            entry = Long(next);
        }

        bits.Skip(Bits(entry));
        return Zeros(entry) << 4 | Size(entry);
    }

    private int Long(int next)
    {
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

        return Pack(length, _symbols[index] >> 4, _symbols[index] & 15, 0);
    }

    private static int Pack(int bits, int zeros, int size, int value) => value << 16 | size << 12 | zeros << 8 | bits;

    /// <summary>Fills in every entry that begins with the code.</summary>
    private void Look(int code, int length, int symbol)
    {
        int rest = FastBits - length, zeros = symbol >> 4, size = symbol & 15;
        for (var bits = 0; bits < 1 << rest; bits++)
        {
            var entry = _codes[code << rest | bits] = Pack(length, zeros, size, 0);
            if (size > 0 && size <= rest)
            {
                var value = bits >> (rest - size);
                entry = Pack(length + size, zeros, 0, value < 1 << (size - 1) ? value - (1 << size) + 1 : value);
            }

            _fast[code << rest | bits] = entry;
        }
    }
}
