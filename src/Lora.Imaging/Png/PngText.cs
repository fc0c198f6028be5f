using System.Text;
using Lora.Imaging.Png;
using Lora.Vocabulary;

namespace Lora.Imaging;

/// <summary>
/// One text of a PNG file. Text that Latin-1 can hold is written as tEXt, any other as iTXt in UTF-8 (what Pillow, and so A1111's web UI, does);
/// tEXt, zTXt and iTXt are read.
/// </summary>
/// <param name="Keyword">1 to 79 Latin-1 characters, as "parameters" (A1111's generation settings).</param>
/// <param name="Text">Any text without NUL; lines end with \n.</param>
public sealed record PngText(string Keyword, string Text)
{
    /// <summary>Longest unpacked text accepted, in bytes.</summary>
    private const int MaxUnpacked = 1 << 20;

    private static readonly Encoding Latin1 = Encoding.GetEncoding("ISO-8859-1", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    /// <summary>All texts, in file order; damaged ones are left out.</summary>
    /// <exception cref="ImageFormatException">Not a PNG file, or one with damaged chunks.</exception>
    public static IReadOnlyList<PngText> ReadAll(ReadOnlyMemory<byte> file)
    {
        if (ImageFormats.Sniff(file.Span) != ImageFormats.Png)
        {
            throw ImageFormatException.Unsupported("This is not a PNG file.");
        }

        var texts = new List<PngText>();
        foreach (var chunk in PngChunks.Read(file))
        {
            if (chunk.Type is "tEXt" or "zTXt" or "iTXt" && Parse(chunk.Type, chunk.Data.Span) is { } text)
            {
                texts.Add(text);
            }
        }
        return texts;
    }

    internal (string Type, byte[] Data) ToChunk()
    {
        if (Keyword.Length is 0 or > 79 || Keyword.Contains('\0') || Text.Contains('\0'))
        {
            throw new ArgumentException($"A PNG text's keyword has 1 to 79 characters, and neither it nor the text a NUL: '{Keyword}'.");
        }

        var key = Latin1.GetBytes(Keyword);
        return Text.All(c => c <= 0xFF)
            ? ("tEXt", [.. key, 0, .. Latin1.GetBytes(Text)])
            : ("iTXt", [.. key, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(Text)]);
    }

    private static PngText? Parse(string type, ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)0);
        if (end is < 1 or > 79)
        {
            return null;
        }

        var keyword = Latin1.GetString(data[..end]);
        data = data[(end + 1)..];
        if (type == "tEXt")
        {
            return new(keyword, Latin1.GetString(data));
        }

        if (type == "zTXt")
        {
            return data.Length > 0 && data[0] == 0 && Inflate.Unpack(data[1..], MaxUnpacked) is { } latin ? new(keyword, Latin1.GetString(latin)) : null;
        }

        if (data.Length < 4 || data[0] > 1)
        {
            return null;
        }

        var packed = data[0] == 1;
        data = data[2..];
        for (var skip = 0; skip < 2; skip++)
        {
            var zero = data.IndexOf((byte)0);
            if (zero < 0)
            {
                return null;
            }

            data = data[(zero + 1)..];
        }
        return (packed ? Inflate.Unpack(data, MaxUnpacked) : data.ToArray()) is { } utf8 ? new(keyword, Encoding.UTF8.GetString(utf8)) : null;
    }
}
