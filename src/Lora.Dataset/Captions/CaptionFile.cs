using System.Text;

namespace Lora.Dataset;

/// <summary>What a caption file says, read as kohya reads it: without a byte-order mark and without white space around a line.</summary>
/// <param name="Text">The first line, which is the caption where there are no wildcards; may be empty.</param>
/// <param name="AllLines">Every line that is not blank, parted by line feeds: what wildcards choose from.</param>
public sealed record CaptionFile(string Text, string AllLines)
{
    /// <summary>There is text after the first line, which is read with wildcards alone.</summary>
    public bool HasMoreLines => AllLines != Text;

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
        var lines = text.Split(["\r\n", "\n", "\r"], StringSplitOptions.TrimEntries);
        return new(lines[0], string.Join('\n', lines.Where(line => line.Length > 0)));
    }
}
