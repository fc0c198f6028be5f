using System.Buffers.Binary;
using System.Text;

namespace Lora.Imaging;

/// <summary>Tells picture formats by their first bytes, and gives them the names that people know.</summary>
public static class FormatSniffer
{
    /// <summary>More bytes than these change no answer.</summary>
    public const int HeadLength = 1024;

    // the first row that matches; those that prove little come last
    private static readonly (string Name, Func<ReadOnlySpan<byte>, bool> Matches)[] Signatures =
    [
        ("PNG", Begins("\u0089PNG\r\n\u001A\n")),
        ("JPEG", Begins("\u00FF\u00D8\u00FF")),
        ("WebP", head => head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8)),
        ("GIF", Begins("GIF87a")),
        ("GIF", Begins("GIF89a")),
        ("TIFF", Begins("II*\0")),
        ("TIFF", Begins("MM\0*")),
        ("TIFF", Begins("II+\0")),
        ("TIFF", Begins("MM\0+")),
        ("AVIF", head => HasBrand(head, "avif", "avis")),
        ("HEIC", head => HasBrand(head, "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1")),
        ("JPEG XL", Begins("\u00FF\n")),
        ("JPEG XL", Begins("JXL ", 4)),
        ("JPEG 2000", Begins("jP  ", 4)),
        ("JPEG 2000", Begins("\u00FFO\u00FFQ")),
        ("Photoshop", Begins("8BPS")),
        ("Apple icon", Begins("icns")),
        ("QOI", Begins("qoif")),
        ("OpenEXR", Begins("v/1\u0001")),
        ("BMP", IsBmp),
        ("Windows icon", head => head is [0, 0, 1 or 2, 0, > 0, _, ..]),
        ("PCX", head => head is [10, <= 5, <= 1, 1 or 2 or 4 or 8, ..] && head.Length >= 128),
        ("Netpbm", IsNetpbm),
        ("SVG", IsSvg),
        ("TGA", IsTga),
    ];

    /// <summary>All that can be told apart, those that no decoder here reads included.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Signatures.Select(signature => signature.Name).Distinct()];

    /// <param name="head">A file's first bytes: <see cref="HeadLength"/> of them, or all.</param>
    /// <returns>The format's name; null where they belong to none.</returns>
    public static string? Sniff(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, HeadLength)];
        foreach (var (name, matches) in Signatures)
        {
            if (matches(head))
            {
                return name;
            }
        }

        return null;
    }

    /// <param name="text">In Latin-1.</param>
    /// <param name="at">Bytes before it, of any value.</param>
    private static Func<ReadOnlySpan<byte>, bool> Begins(string text, int at = 0)
    {
        var signature = Encoding.Latin1.GetBytes(text);
        return head => head.Length >= at && head[at..].StartsWith(signature);
    }

    /// <summary>ISO base media: the major brand, or one that the file says it is compatible with.</summary>
    private static bool HasBrand(ReadOnlySpan<byte> head, params ReadOnlySpan<string> brands)
    {
        if (head.Length < 12 || !head[4..].StartsWith("ftyp"u8))
        {
            return false;
        }

        var end = (int)Math.Min(head.Length, BinaryPrimitives.ReadUInt32BigEndian(head));
        for (var at = 8; at == 8 || at + 4 <= end; at += at == 8 ? 8 : 4)
        {
            if (brands.Contains(Encoding.Latin1.GetString(head.Slice(at, 4))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Behind the file's header stands that of the picture, at least 12 bytes by its own word.</summary>
    private static bool IsBmp(ReadOnlySpan<byte> head) => head.StartsWith("BM"u8) && head.Length >= 18 && head[14..] is [>= 12, 0, 0, 0, ..];

    /// <summary>P1 to P6 and two numbers, or P7 and its first keyword: a text that only begins so is none.</summary>
    private static bool IsNetpbm(ReadOnlySpan<byte> head)
    {
        if (head is not [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t', ..])
        {
            return false;
        }

        var rest = head[3..];
        if (head[1] == '7')
        {
            return rest.StartsWith("WIDTH "u8) || rest.StartsWith("#"u8);
        }

        for (var number = 0; number < 2; number++)
        {
            rest = rest.TrimStart(" \t\r\n"u8);
            while (rest.StartsWith("#"u8) && rest.IndexOf((byte)'\n') is >= 0 and var lineEnd)
            {
                rest = rest[lineEnd..].TrimStart(" \t\r\n"u8);
            }

            var digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits < 1 || !" \t\r\n"u8.Contains(rest[digits]))
            {
                return false;
            }

            rest = rest[digits..];
        }

        return true;
    }

    private static bool IsSvg(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            head = head[3..];
        }

        head = head.TrimStart(" \t\r\n"u8);
        return head.StartsWith("<svg"u8) || (head.StartsWith("<?xml"u8) && head.IndexOf("<svg"u8) >= 0);
    }

    /// <summary>TGA has no signature at its start: a header of which every field makes sense, and fits the others.</summary>
    private static bool IsTga(ReadOnlySpan<byte> head)
    {
        if (head.Length < 18 || head[12..16] is [0, 0, ..] or [.., 0, 0] || (head[17] & 0xC0) != 0)
        {
            return false;
        }

        var hasPalette = head[1] == 1;
        var paletteFits = hasPalette ? head[7] is 15 or 16 or 24 or 32 : head[1] == 0 && !head[3..8].ContainsAnyExcept((byte)0);
        return paletteFits && head[2] switch
        {
            1 or 9 => hasPalette && head[16] is 8 or 16,
            2 or 10 => head[16] is 15 or 16 or 24 or 32,
            3 or 11 => head[16] is 8 or 16,
            _ => false,
        };
    }
}
