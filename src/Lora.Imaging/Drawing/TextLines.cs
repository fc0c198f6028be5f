using System.Text;

namespace Lora.Imaging.Drawing;

/// <summary>Breaks text into lines of a fixed number of characters: at spaces where it can, inside a word where it must.</summary>
internal static class TextLines
{
    private const string More = "...";

    /// <param name="width">Characters a line, at least 4.</param>
    /// <param name="most">Lines, at least 1; what does not fit is shortened to "...".</param>
    public static IReadOnlyList<string> Wrap(string text, int width, int most)
    {
        var lines = new List<List<Rune>>();
        List<Rune> line = [];
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var runes = word.EnumerateRunes().ToList();
            if (line.Count > 0 && line.Count + 1 + runes.Count > width)
            {
                Break();
            }

            if (line.Count > 0)
            {
                line.Add(new Rune(' '));
            }

            while (runes.Count > width)
            {
                line.AddRange(runes[..width]);
                runes.RemoveRange(0, width);
                Break();
            }
            line.AddRange(runes);
        }
        if (line.Count > 0)
        {
            Break();
        }

        var shortened = lines.Count > most;
        var texts = lines.Take(most).Select(Join).ToList();
        if (shortened)
        {
            texts[^1] = Join(lines[most - 1].Take(width - More.Length)).TrimEnd() + More;
        }

        return texts;

        void Break()
        {
            lines.Add(line);
            line = [];
        }
    }

    private static string Join(IEnumerable<Rune> runes) => string.Concat(runes.Select(r => r.ToString()));
}
