namespace Lora.Project;

/// <summary>What git writes into a file of which two people changed the same lines.</summary>
internal static class MergeMarks
{
    /// <summary>The line of the first one, from 1; 0 where there is none.</summary>
    public static int LineOf(ReadOnlySpan<byte> text)
    {
        var line = 1;
        foreach (var range in text.Split((byte)'\n'))
        {
            var row = text[range];
            if (row.StartsWith("<<<<<<< "u8) || row.StartsWith(">>>>>>> "u8) || row.StartsWith("||||||| "u8)
                || row.TrimEnd((byte)'\r').SequenceEqual("======="u8))
            {
                return line;
            }

            line++;
        }

        return 0;
    }
}
