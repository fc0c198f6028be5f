using System.Buffers;
using System.Text;

namespace Lora.Dataset;

/// <summary>A caption's bytes are not UTF-8. The message is one sentence for the user, without the file's name.</summary>
public sealed class CaptionEncodingException : Exception
{
    private CaptionEncodingException(byte value, int line, int column)
        : base(value is 0xFE or 0xFF
            ? $"Byte 0x{value:X2} begins a UTF-16 file, not a UTF-8 one."
            : $"Byte 0x{value:X2} is not part of any UTF-8 character.") =>
        (Line, Column) = (line, column);

    /// <summary>Of the first wrong byte, 1-based.</summary>
    public int Line { get; }

    /// <summary>Of the first wrong byte, 1-based, in characters.</summary>
    public int Column { get; }

    internal static CaptionEncodingException At(ReadOnlySpan<byte> bytes)
    {
        var (at, line, column) = (0, 1, 1);
        while (Rune.DecodeFromUtf8(bytes[at..], out var rune, out var length) == OperationStatus.Done)
        {
            at += length;
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
        }

        return new(bytes[at], line, column);
    }
}
