using System.Text;

namespace Lora.Dataset;

/// <summary>
/// What a caption file says: its first line, as kohya reads it without wildcards, without a byte-order mark and without white space around it.
/// </summary>
/// <param name="Text">May be empty.</param>
/// <param name="HasMoreLines">There is text after the first line, which no training reads.</param>
public sealed record CaptionFile(string Text, bool HasMoreLines)
{
    /// <exception cref="CaptionEncodingException">
    /// The bytes are not UTF-8, or not text: a NUL character, or a byte-order mark (U+FEFF, which no one sees and the tokenizer reads) behind the start.
    /// </exception>
    public static CaptionFile Parse(ReadOnlySpan<byte> bytes)
    {
        if (CaptionFault.Find(bytes) is { } fault)
        {
            throw new CaptionEncodingException(fault);
        }

        var text = Encoding.UTF8.GetString(bytes[CaptionFault.MarkLength(bytes)..]);
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? new(text.Trim(), HasMoreLines: false) : new(text[..end].Trim(), HasMoreLines: !string.IsNullOrWhiteSpace(text[end..]));
    }
}
