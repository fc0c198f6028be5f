using System.Buffers.Binary;
using System.Text;

namespace Lora.Imaging.Png;

/// <param name="Type">Four ASCII letters.</param>
internal readonly record struct PngChunk(string Type, ReadOnlyMemory<byte> Data)
{
    /// <summary>An upper-case first letter: a decoder must understand it.</summary>
    public bool IsCritical => Type[0] is >= 'A' and <= 'Z';
}

/// <summary>Walks a PNG file's chunks; length and checksum of each are checked before its data are handed out.</summary>
internal static class PngChunks
{
    public const int SignatureLength = 8;

    /// <summary>All chunks up to and with IEND; what follows IEND is ignored.</summary>
    public static IEnumerable<PngChunk> Read(ReadOnlyMemory<byte> file)
    {
        var at = SignatureLength;
        while (true)
        {
            var chunk = ReadOne(file, ref at);
            yield return chunk;
            if (chunk.Type == "IEND")
            {
                yield break;
            }
        }
    }

    private static PngChunk ReadOne(ReadOnlyMemory<byte> file, ref int at)
    {
        var rest = file.Span[at..];
        if (rest.Length < 12)
        {
            throw ImageFormatException.Damaged("The PNG file is cut off: it ends before its IEND chunk.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        var name = rest.Slice(4, 4);
        if (name.ContainsAnyExceptInRange((byte)'A', (byte)'z'))
        {
            throw ImageFormatException.Damaged($"The PNG file is damaged: no chunk begins at byte {at}.");
        }

        var type = Encoding.ASCII.GetString(name);
        if (length > rest.Length - 12)
        {
            throw ImageFormatException.Damaged($"The PNG file is cut off inside its {type} chunk (at byte {at}).");
        }

        var data = file.Slice(at + 8, (int)length);
        if (BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]) != Crc32.Of(name, data.Span))
        {
            throw ImageFormatException.Damaged($"The PNG file is damaged: the checksum of its {type} chunk (at byte {at}) is wrong.");
        }

        at += 12 + (int)length;
        return new(type, data);
    }
}
