namespace Lora.Project;

/// <summary>
/// Lines of the tab-separated files that every build reads, of tens of thousands of them: nothing is made of one. .NET's own splitter is compiled anew in every
/// process, which costs more than the lines.
/// </summary>
internal static class TabbedLine
{
    /// <summary>The first line, without its end; what is left stays in <paramref name="text"/>.</summary>
    /// <param name="text">UTF-8.</param>
    public static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return line;
    }

    /// <summary>What lies between tabs. The last part is what is left of the line, with the tabs in it.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="parts">As many as there may be.</param>
    /// <returns>How many there are.</returns>
    public static int Split(ReadOnlySpan<byte> line, Span<Range> parts)
    {
        var (count, start) = (0, 0);
        while (count < parts.Length - 1 && line[start..].IndexOf((byte)'\t') is >= 0 and var length)
        {
            parts[count++] = start..(start + length);
            start += length + 1;
        }

        parts[count] = start..line.Length;
        return count + 1;
    }
}
