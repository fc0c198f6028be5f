using System.Globalization;
using System.Text;

namespace Lora.Tagging;

/// <summary>What a tag says something of, by the numbers of <c>selected_tags.csv</c>.</summary>
public enum TagCategory
{
    /// <summary>What is seen.</summary>
    General = 0,

    /// <summary>A known character.</summary>
    Character = 4,

    /// <summary>How fit for children: one of them is always the most probable.</summary>
    Rating = 9,

    /// <summary>Any other number: never taken.</summary>
    Other = -1,
}

/// <summary>One output of a tagger.</summary>
public sealed record TagEntry(string Name, TagCategory Category);

/// <summary>
/// The outputs of a tagger, in order: <c>selected_tags.csv</c>, comma-separated as RFC 4180 has it, UTF-8, with a first line that names the columns
/// <c>name</c> and <c>category</c> among others.
/// </summary>
public static class TagVocabulary
{
    /// <exception cref="OnnxException">The file cannot be read as such.</exception>
    public static IReadOnlyList<TagEntry> Read(string path)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw Wrong(path, 0, e is DecoderFallbackException ? "is not UTF-8" : $"cannot be read: {e.Message.TrimEnd('.')}");
        }

        var entries = new List<TagEntry>();
        int name = -1, category = -1;
        foreach (var (line, cells) in Rows(text, path))
        {
            if (name < 0)
            {
                (name, category) = (cells.IndexOf("name"), cells.IndexOf("category"));
                if (name < 0 || category < 0)
                {
                    throw Wrong(path, line, "names no columns 'name' and 'category' in its first line");
                }
            }
            else if (cells.Count <= Math.Max(name, category) || cells[name].Length == 0
                || !int.TryParse(cells[category], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                throw Wrong(path, line, $"has no tag with a category in line {line}");
            }
            else
            {
                entries.Add(new(cells[name], Enum.IsDefined((TagCategory)number) ? (TagCategory)number : TagCategory.Other));
            }
        }

        return entries.Count > 0 ? entries : throw Wrong(path, 0, "holds no tag");
    }

    private static IEnumerable<(int Line, List<string> Cells)> Rows(string text, string path)
    {
        var (line, at) = (1, 0);
        while (at < text.Length)
        {
            var (first, cells, cell) = (line, new List<string>(), new StringBuilder());
            for (var quoted = false; ; at++)
            {
                if (at == text.Length || (!quoted && text[at] is '\n' or '\r'))
                {
                    if (quoted)
                    {
                        throw Wrong(path, first, $"has a quotation without an end, from line {first} on");
                    }

                    break;
                }

                var c = text[at];
                if (c == '"' && (quoted || cell.Length == 0))
                {
                    // two of them within a quotation are one
                    var isDouble = quoted && at + 1 < text.Length && text[at + 1] == '"';
                    at += isDouble ? 1 : 0;
                    _ = isDouble ? cell.Append('"') : cell;
                    quoted = isDouble || !quoted;
                }
                else if (c == ',' && !quoted)
                {
                    cells.Add(cell.ToString());
                    cell.Clear();
                }
                else
                {
                    line += c == '\n' ? 1 : 0;
                    cell.Append(c);
                }
            }

            cells.Add(cell.ToString());
            at += at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n' ? 2 : 1;
            line++;
            if (cells is not [""])
            {
                yield return (first, cells);
            }
        }
    }

    private static OnnxException Wrong(string path, int line, string problem) =>
        new(OnnxFault.ListWrong, $"'{Path.GetFileName(path)}' {problem}.", path, line);
}
