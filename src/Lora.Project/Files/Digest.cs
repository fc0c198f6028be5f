using System.Security.Cryptography;
using System.Text;

namespace Lora.Project;

/// <summary>SHA-256 as 64 lower-case hexadecimal digits: what names content everywhere.</summary>
public static class Digest
{
    /// <summary>True for a text that is one.</summary>
    public static bool Is(string text) => text.Length == 64 && text.AsSpan().IndexOfAnyExcept("0123456789abcdef") < 0;

    /// <summary>Of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Of a text as UTF-8.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Of what is left of a stream.</summary>
    public static string Of(Stream content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Of a file, whoever else reads or replaces it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string OfFile(string path)
    {
        using var stream = Open(path);
        return Of(stream);
    }

    /// <summary>Of a text's bytes with each line's end as one '\n': a checkout of git may have turned them into "\r\n", and means nothing by it.</summary>
    public static string OfLines(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\r\n"u8) < 0)
        {
            return Of(text);
        }

        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int end; (end = text.IndexOf("\r\n"u8)) >= 0; text = text[(end + 1)..])
        {
            sha.AppendData(text[..end]);
        }

        sha.AppendData(text);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    /// <summary>The same of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string OfFileLines(string path)
    {
        using var stream = Open(path);
        using var text = new MemoryStream();
        stream.CopyTo(text);
        return OfLines(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
}
