using System.Buffers.Binary;

namespace Lora.Imaging.Jpeg;

/// <summary>
/// Writes small baseline JPEG files (YCbCr at full size, the specification's tables): the pictures of a report. One picture gives the same bytes every time and
/// everywhere. What is trained is never compressed with loss.
/// </summary>
internal static class JpegEncoder
{
    private const byte Sof0 = 0xC0;

    /// <param name="image">At most 65535 pixels a side.</param>
    /// <param name="quality">1 to 100.</param>
    public static byte[] Encode(Rgb24Image image, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(image.Width, image.Height), ushort.MaxValue, nameof(image));
        int[] luminance = StandardQuantisation.Scaled(StandardQuantisation.Luminance, quality),
            chrominance = StandardQuantisation.Scaled(StandardQuantisation.Chrominance, quality);
        using var output = new MemoryStream();
        output.Write([0xFF, JpegSegments.Soi]);
        Segment(output, JpegSegments.App0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        Segment(output, JpegSegments.Dqt, [0, .. InZigZag(luminance), 1, .. InZigZag(chrominance)]);
        var size = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)image.Height);
        BinaryPrimitives.WriteUInt16BigEndian(size.AsSpan(2), (ushort)image.Width);
        Segment(output, Sof0, [8, .. size, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1]);
        Huffman(output, 0x00, StandardHuffman.LuminanceDc);
        Huffman(output, 0x10, StandardHuffman.LuminanceAc);
        Huffman(output, 0x01, StandardHuffman.ChrominanceDc);
        Huffman(output, 0x11, StandardHuffman.ChrominanceAc);
        Segment(output, JpegSegments.Sos, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);
        Scan(image, luminance, chrominance, new HuffmanWriter(output));
        output.Write([0xFF, JpegSegments.Eoi]);
        return output.ToArray();
    }

    private static void Scan(Rgb24Image image, int[] luminance, int[] chrominance, HuffmanWriter writer)
    {
        int[][] dc = [HuffmanWriter.Codes(StandardHuffman.LuminanceDc), HuffmanWriter.Codes(StandardHuffman.ChrominanceDc)];
        int[][] ac = [HuffmanWriter.Codes(StandardHuffman.LuminanceAc), HuffmanWriter.Codes(StandardHuffman.ChrominanceAc)];
        Span<int> blocks = stackalloc int[3 * 64];
        Span<int> before = stackalloc int[3];
        for (var top = 0; top < image.Height; top += 8)
        {
            for (var left = 0; left < image.Width; left += 8)
            {
                Read(image, left, top, blocks);
                for (var component = 0; component < 3; component++)
                {
                    var block = blocks.Slice(component * 64, 64);
                    ForwardDct.Block(block);
                    Quantise(block, component == 0 ? luminance : chrominance);
                    var table = component == 0 ? 0 : 1;
                    writer.Write(block, dc[table], ac[table], before[component]);
                    before[component] = block[0];
                }
            }
        }

        writer.Flush();
    }

    // YCbCr of JFIF, less 128; beyond the picture its last pixels go on
    private static void Read(Rgb24Image image, int left, int top, Span<int> blocks)
    {
        for (var y = 0; y < 8; y++)
        {
            var row = image.Row(Math.Min(top + y, image.Height - 1));
            for (var x = 0; x < 8; x++)
            {
                var at = Math.Min(left + x, image.Width - 1) * 3;
                int r = row[at], g = row[at + 1], b = row[at + 2], to = y * 8 + x;
                blocks[to] = ((19595 * r + 38470 * g + 7471 * b + (1 << 15)) >> 16) - 128;
                blocks[64 + to] = (-11059 * r - 21709 * g + 32768 * b + (1 << 15)) >> 16;
                blocks[128 + to] = (32768 * r - 27439 * g - 5329 * b + (1 << 15)) >> 16;
            }
        }
    }

    private static void Quantise(Span<int> block, int[] table)
    {
        for (var i = 0; i < 64; i++)
        {
            block[i] = (block[i] + (block[i] < 0 ? -table[i] / 2 : table[i] / 2)) / table[i];
        }
    }

    private static byte[] InZigZag(int[] table)
    {
        var bytes = new byte[64];
        for (var i = 0; i < 64; i++)
        {
            bytes[i] = (byte)table[ZigZag.ToNatural[i]];
        }

        return bytes;
    }

    private static void Huffman(Stream output, byte target, StandardHuffman table) =>
        Segment(output, JpegSegments.Dht, [target, .. table.Counts, .. table.Symbols]);

    private static void Segment(Stream output, byte marker, ReadOnlySpan<byte> data)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(data.Length + 2));
        output.Write(head);
        output.Write(data);
    }
}
