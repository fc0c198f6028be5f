using System.Text;

namespace Lora.Dataset;

/// <summary>One line of a CSV: commas between, and a value with a comma in quotation marks, which are doubled in it (RFC 4180).</summary>
internal static class CsvLine
{
    /// <summary>The values without the white space around them; null where a quotation mark is not closed.</summary>
    public static List<string>? Read(string line)
    {
        // looked at anew for each mark, a long value would take its length squared
        var (cells, cell, quoted, isBlank) = (new List<string>(), new StringBuilder(), false, true);
        for (var at = 0; at < line.Length; at++)
        {
            var isMark = line[at] == '"';
            if (isMark && quoted && at + 1 < line.Length && line[at + 1] == '"')
            {
                cell.Append(line[at++]);
                isBlank = false;
            }
            else if (isMark && (quoted || isBlank))
            {
                quoted = !quoted;
            }
            else if (line[at] == ',' && !quoted)
            {
                Cut();
            }
            else
            {
                cell.Append(line[at]);
                isBlank &= char.IsWhiteSpace(line[at]);
            }
        }

        Cut();
        return quoted ? null : cells;

        void Cut()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
            isBlank = true;
        }
    }
}
