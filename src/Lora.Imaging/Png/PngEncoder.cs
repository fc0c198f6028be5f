using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Lora.Imaging.Png;

/// <summary>Writes 8-bit RGB PNG without time or tool marks: one picture and one list of texts give one file for one version of the zlib in .NET.</summary>
internal static class PngEncoder
{
    private const int Left = 1, Up = 2;

    public static byte[] Encode(Rgb24Image image, PngEffort effort, IReadOnlyList<PngText> texts)
    {
        var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        (header[8], header[9]) = (8, 2);
        WriteChunk(file, "IHDR", header);
        foreach (var text in texts)
        {
            var (type, data) = text.ToChunk();
            WriteChunk(file, type, data);
        }
        WriteChunk(file, "IDAT", effort == PngEffort.Fast ? CompressFast(image) : Compress(image));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Each row is the difference to the one above it.</summary>
    private static ReadOnlySpan<byte> CompressFast(Rgb24Image image)
    {
        var packed = new MemoryStream(image.Pixels.Length / 2);
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[image.Width * 3 + 1];
            for (var y = 0; y < image.Height; y++)
            {
                row[0] = (byte)(y == 0 ? Left : Up);
                PngFilter.Difference(image.Row(y), y == 0 ? default : image.Row(y - 1), 3, row.AsSpan(1));
                deflate.Write(row);
            }
        }

        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    /// <summary>A row's filter is the one with the smallest sum of absolute differences, the lowest number on a tie.</summary>
    private static byte[] Compress(Rgb24Image image)
    {
        var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var rowBytes = image.Width * 3;
            byte[] best = new byte[rowBytes + 1], candidate = new byte[rowBytes + 1], none = new byte[rowBytes];
            for (var y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> above = y == 0 ? none : image.Row(y - 1);
                var smallest = int.MaxValue;
                for (var filter = 0; filter < 5; filter++)
                {
                    candidate[0] = (byte)filter;
                    var sum = PngFilter.Apply(filter, image.Row(y), above, 3, candidate.AsSpan(1));
                    if (sum >= smallest)
                    {
                        continue;
                    }

                    smallest = sum;
                    (best, candidate) = (candidate, best);
                }
                deflate.Write(best);
            }
        }
        return packed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        var name = Encoding.ASCII.GetBytes(type);
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(name);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Of(name, data));
        file.Write(word);
    }
}
