using System.Buffers;
using System.Text;

namespace Lora.Dataset;

/// <summary>The first place at which a caption's bytes are not UTF-8 text, and what stands there.</summary>
/// <param name="Offset">In bytes, from 0.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in UTF-16 units as editors count.</param>
/// <param name="Sentence">For the user.</param>
public sealed record CaptionFault(int Offset, int Line, int Column, string Sentence)
{
    private const char Mark = '\uFEFF';

    // the longest first: UTF-16's little-endian mark begins UTF-32's
    private static readonly (byte[] Mark, string Name)[] OtherMarks =
    [
        ([0xFF, 0xFE, 0, 0], "UTF-32"), ([0, 0, 0xFE, 0xFF], "UTF-32"), ([0xFF, 0xFE], "UTF-16"), ([0xFE, 0xFF], "UTF-16"),
    ];

    /// <summary>Bytes of the byte-order mark that UTF-8 may begin with: 3, or 0.</summary>
    internal static int MarkLength(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;

    /// <summary>Null where all is well.</summary>
    public static CaptionFault? Find(ReadOnlySpan<byte> bytes)
    {
        foreach (var (mark, name) in OtherMarks)
        {
            if (bytes.StartsWith(mark))
            {
                return new(0, 1, 1, $"It is {name}, not UTF-8: byte 0 begins the byte-order mark of that encoding.");
            }
        }

        var (at, line, column) = (MarkLength(bytes), 1, 1);
        while (at < bytes.Length)
        {
            var isCharacter = Rune.DecodeFromUtf8(bytes[at..], out var rune, out var length) == OperationStatus.Done;
            if (!isCharacter || rune.Value is 0 or Mark)
            {
                return new(at, line, column, Describe(bytes, at, isCharacter ? rune.Value : -1));
            }

            at += length;
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
        }

        return null;
    }

    private static string Describe(ReadOnlySpan<byte> bytes, int at, int character) => character switch
    {
        _ when character != Mark && WideOrder(bytes) is { } order => $"It is UTF-16 ({order}) without a byte-order mark, not UTF-8: see byte {at}.",
        0 => $"Byte {at} is a NUL character, which no text holds.",
        Mark when at == MarkLength(bytes) => $"Byte {at} begins a second byte-order mark.",
        Mark => $"Byte {at} begins a byte-order mark (U+FEFF) in the middle of the text.",
        _ => $"Byte {at} (0x{bytes[at]:X2}) is not part of any UTF-8 character.",
    };

    /// <summary>
    /// UTF-16 shows by the zeros of its spaces, commas, line ends and Latin letters, all in one half of the pairs: at least every tenth pair has one.
    /// </summary>
    private static string? WideOrder(ReadOnlySpan<byte> bytes)
    {
        int pairs = bytes.Length / 2, first = 0, second = 0;
        for (var i = 0; i < pairs; i++)
        {
            first += bytes[i * 2] == 0 ? 1 : 0;
            second += bytes[i * 2 + 1] == 0 ? 1 : 0;
        }

        return Math.Max(first, second) * 10 < pairs || Math.Max(first, second) < 2 ? null
            : second > first * 4 ? "little-endian"
            : first > second * 4 ? "big-endian"
            : null;
    }
}
