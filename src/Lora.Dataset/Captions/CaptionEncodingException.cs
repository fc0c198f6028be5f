namespace Lora.Dataset;

/// <summary>A caption's bytes are not UTF-8 text. The message is one sentence for the user, without the file's name and without advice.</summary>
public sealed class CaptionEncodingException : Exception
{
    internal CaptionEncodingException(CaptionFault fault) : base(fault.Sentence) =>
        (Offset, Line, Column) = (fault.Offset, fault.Line, fault.Column);

    /// <summary>Of the first wrong byte, from 0.</summary>
    public int Offset { get; }

    /// <summary>Of the first wrong byte, 1-based.</summary>
    public int Line { get; }

    /// <summary>Of the first wrong byte, 1-based, in characters; a byte-order mark at the start counts as none.</summary>
    public int Column { get; }
}
