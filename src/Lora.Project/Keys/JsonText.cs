using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lora.Project;

/// <summary>JSON strings, for the files that are written in every build and must cost nothing.</summary>
internal static class JsonText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Select(code => (char)code), '"', '\\', '\u2028', '\u2029']);

    public static string Quote(string value) => new StringBuilder(value.Length + 2).AppendQuoted(value).ToString();

    /// <summary>Appends a text as a JSON string.</summary>
    public static StringBuilder AppendQuoted(this StringBuilder text, string value)
    {
        text.Append('"');
        var rest = value.AsSpan();
        while (rest.IndexOfAny(Special) is >= 0 and var at)
        {
            text.Append(rest[..at]);
            _ = rest[at] switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                var c => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
            };
            rest = rest[(at + 1)..];
        }

        return text.Append(rest).Append('"');
    }
}
