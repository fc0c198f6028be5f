using System.Text;

namespace Lora.Dataset;

/// <summary>
/// What a caption file says: its first line, as kohya reads it without wildcards, without a byte-order mark and without white space around it.
/// </summary>
/// <param name="Text">May be empty.</param>
/// <param name="HasMoreLines">There is text after the first line, which no training reads.</param>
public sealed record CaptionFile(string Text, bool HasMoreLines)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="CaptionEncodingException">The bytes are not UTF-8.</exception>
    public static CaptionFile Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            bytes = bytes[3..];
        }

        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw CaptionEncodingException.At(bytes);
        }

        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? new(text.Trim(), HasMoreLines: false) : new(text[..end].Trim(), HasMoreLines: !string.IsNullOrWhiteSpace(text[end..]));
    }
}
