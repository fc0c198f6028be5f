using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Lora.Imaging.Png;

namespace Lora.Imaging.Tests.Png;

/// <summary>PNG files put together chunk by chunk.</summary>
internal static class PngFile
{
    public static byte[] Of(params IEnumerable<(string Type, byte[] Data)> chunks)
    {
        List<byte> file = [0x89, .. "PNG\r\n\u001a\n"u8];
        var word = new byte[4];
        foreach (var (type, data) in chunks.Append(("IEND", [])))
        {
            var name = Encoding.ASCII.GetBytes(type);
            BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
            file.AddRange([.. word, .. name, .. data]);
            BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Of(name, data));
            file.AddRange(word);
        }
        return [.. file];
    }

    public static (string, byte[]) Header(int width, int height, int depth, int colour, int interlace = 0)
    {
        byte[] data = [0, 0, 0, 0, 0, 0, 0, 0, (byte)depth, (byte)colour, 0, 0, (byte)interlace];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        return ("IHDR", data);
    }

    /// <summary>Rows, each behind its filter's number.</summary>
    public static (string, byte[]) Pixels(params byte[] raw) => ("IDAT", Packed(raw));

    public static (string, byte[]) Profile(byte[] profile) => ("iCCP", [.. "ICC Profile\0\0"u8, .. Packed(profile)]);

    public static byte[] Packed(byte[] raw)
    {
        var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            deflate.Write(raw);
        }

        return packed.ToArray();
    }
}
