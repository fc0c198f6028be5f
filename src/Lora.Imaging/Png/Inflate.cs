using System.IO.Compression;

namespace Lora.Imaging.Png;

/// <summary>Unpacks what a chunk beside the pixels holds in zlib's format.</summary>
internal static class Inflate
{
    /// <summary>Null for damaged data, and for more than <paramref name="most"/> bytes.</summary>
    public static byte[]? Unpack(ReadOnlySpan<byte> packed, int most)
    {
        using var inflate = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        var unpacked = new MemoryStream();
        var buffer = new byte[1 << 14];
        try
        {
            for (int read; (read = inflate.Read(buffer)) > 0;)
            {
                if (unpacked.Length + read > most)
                {
                    return null;
                }

                unpacked.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return unpacked.ToArray();
    }
}
