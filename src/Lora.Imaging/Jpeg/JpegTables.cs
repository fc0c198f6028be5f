using System.Buffers.Binary;

namespace Lora.Imaging.Jpeg;

/// <summary>The tables that stand in force at a point of the file: four quantisation, four DC and four AC Huffman tables.</summary>
internal sealed class JpegTables
{
    private readonly int[]?[] _quantisation = new int[]?[4];
    private readonly HuffmanTable?[] _dc = new HuffmanTable?[4], _ac = new HuffmanTable?[4];

    public int[]? FindQuantisation(int index) => _quantisation[index];

    public int[] Quantisation(int index) => _quantisation[index] ?? throw JpegFrame.Damaged("a quantisation table is missing");

    public HuffmanTable Dc(int index) => _dc[index & 3] ?? throw JpegFrame.Damaged("a Huffman table is missing");

    public HuffmanTable Ac(int index) => _ac[index & 3] ?? throw JpegFrame.Damaged("a Huffman table is missing");

    public void ReadQuantisation(ReadOnlySpan<byte> d)
    {
        while (!d.IsEmpty)
        {
            int bytes = (d[0] >> 4) + 1, index = d[0] & 15;
            if (bytes > 2 || index > 3 || d.Length < 1 + 64 * bytes)
            {
                throw JpegFrame.Damaged("a quantisation table is wrong");
            }

            var table = new int[64];
            for (var i = 0; i < 64; i++)
            {
                table[ZigZag.ToNatural[i]] = bytes == 1 ? d[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(d[(1 + 2 * i)..]);
            }

            _quantisation[index] = table;
            d = d[(1 + 64 * bytes)..];
        }
    }

    public void ReadHuffman(ReadOnlySpan<byte> d)
    {
        while (!d.IsEmpty)
        {
            if (d.Length < 17 || (d[0] & 15) > 3 || d[0] >> 4 > 1)
            {
                throw JpegFrame.Damaged("a Huffman table is wrong");
            }

            var total = 0;
            foreach (var count in d.Slice(1, 16))
            {
                total += count;
            }

            if (total > 256 || d.Length < 17 + total)
            {
                throw JpegFrame.Damaged("a Huffman table is wrong");
            }

            (d[0] >> 4 == 0 ? _dc : _ac)[d[0] & 15] = new(d.Slice(1, 16), d.Slice(17, total));
            d = d[(17 + total)..];
        }
    }
}
