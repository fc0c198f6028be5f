using System.Text;

namespace Lora.Dataset;

/// <summary>A caption file with all that is not caption (mark, line ends, white space around, further lines), to change only what is trained.</summary>
public static class CaptionLines
{
    /// <summary>The bytes of the file with its trained lines changed; the same bytes where none changes.</summary>
    /// <param name="file">UTF-8, with or without mark.</param>
    /// <param name="every">Each line that is not blank, as wildcards read them; else the first alone.</param>
    /// <param name="change">What a line becomes, told without the white space around it.</param>
    public static byte[] Change(ReadOnlySpan<byte> file, bool every, Func<string, string> change)
    {
        var mark = CaptionFault.MarkLength(file);
        var text = Encoding.UTF8.GetString(file[mark..]);
        var changed = new StringBuilder();
        var (start, isChanged) = (0, false);
        var firstAlone = !every || text.AsSpan().Trim().IsEmpty;
        while (start <= text.Length)
        {
            var length = text.AsSpan(start).IndexOfAny('\r', '\n') is >= 0 and var found ? found : text.Length - start;
            var line = text.Substring(start, length);
            var trimmed = line.Trim();
            var isTrained = firstAlone ? start == 0 : trimmed.Length > 0;
            var result = isTrained ? change(trimmed) : trimmed;
            isChanged |= result != trimmed;
            changed.Append(result == trimmed ? line : result);
            var end = start + length;
            start = end + (end + 1 < text.Length && text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
            changed.Append(text.AsSpan(Math.Min(end, text.Length), Math.Min(start, text.Length) - Math.Min(end, text.Length)));
        }

        return isChanged ? [.. file[..mark], .. Encoding.UTF8.GetBytes(changed.ToString())] : file.ToArray();
    }
}
