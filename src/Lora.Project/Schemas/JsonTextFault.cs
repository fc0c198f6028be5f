using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Lora.Project;

/// <summary>Why bytes are no JSON text, and where, for the user.</summary>
/// <param name="Problem">One sentence.</param>
/// <param name="Place">In the file.</param>
internal sealed record JsonTextFault(string Problem, SourcePlace Place)
{
    /// <summary>What a reader says.</summary>
    public static JsonTextFault Of(JsonException error, string file)
    {
        // its sentences end with what a program can do about it, with the line and the position once more
        var problem = error.Message.Split(" LineNumber:")[0].Split(" Path:")[0].Split(" Change the reader options")[0];
        return new($"It is no JSON: {problem}", new(file, (int)(error.LineNumber ?? -1) + 1, (int)(error.BytePositionInLine ?? -1) + 1));
    }

    /// <summary>The first byte that is not part of a character; null in UTF-8. Said before a reader takes it for a wrong value.</summary>
    public static JsonTextFault? OfEncoding(ReadOnlySpan<byte> text, string file)
    {
        var (at, line, column) = (0, 1, 1);
        while (at < text.Length)
        {
            if (Rune.DecodeFromUtf8(text[at..], out var rune, out var length) != OperationStatus.Done || rune.Value == 0)
            {
                return new($"It is not UTF-8: byte {at} (0x{text[at]:X2}) is not part of any character.", new(file, line, column));
            }

            at += length;
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
        }

        return null;
    }

    /// <summary>The text behind the byte-order mark that it may begin with.</summary>
    public static byte[] WithoutMark(byte[] text) => text.AsSpan().StartsWith("\uFEFF"u8) ? text[3..] : text;
}
