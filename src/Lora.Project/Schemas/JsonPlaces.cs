using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lora.Project;

/// <summary>Where the values of a JSON text stand, by JSON pointer (RFC 6901); of a property, where its name stands.</summary>
internal sealed class JsonPlaces
{
    private readonly Dictionary<string, SourcePlace> _places = new(StringComparer.Ordinal);
    private readonly string _file;
    private readonly byte[] _text;
    private readonly List<int> _lines = [0];

    /// <param name="file">Absolute path, for the places.</param>
    /// <param name="text">UTF-8 without mark.</param>
    /// <exception cref="JsonException">No JSON, or a string in it is no text; with line and position.</exception>
    public JsonPlaces(string file, byte[] text)
    {
        (_file, _text) = (file, text);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\n')
            {
                _lines.Add(at + 1);
            }
        }

        Read();
    }

    /// <summary>The place of a value; of one that is not there, that of the nearest around it.</summary>
    public SourcePlace this[string pointer]
    {
        get
        {
            SourcePlace? place;
            while (!_places.TryGetValue(pointer, out place) && pointer.Length > 0)
            {
                pointer = pointer[..Math.Max(0, pointer.LastIndexOf('/'))];
            }

            return place ?? new SourcePlace(_file);
        }
    }

    /// <summary>A property's name, or an index, as a part of a pointer.</summary>
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The last part of a pointer, as it is written in the file.</summary>
    public static string Leaf(string pointer) =>
        pointer[(pointer.LastIndexOf('/') + 1)..].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private void Read()
    {
        var reader = new Utf8JsonReader(_text);
        // the pointer of each open object or array, and in an array the number of values so far
        var open = new Stack<(string Pointer, int Count)>();
        string? named = null;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                named = $"{open.Peek().Pointer}/{Escape(Text(ref reader, start))}";
                _places[named] = PlaceOf(start);
                continue;
            }

            var pointer = named ?? "";
            if (named is null && open.TryPop(out var array))
            {
                pointer = string.Create(CultureInfo.InvariantCulture, $"{array.Pointer}/{array.Count}");
                open.Push((array.Pointer, array.Count + 1));
            }

            _places.TryAdd(pointer, PlaceOf(start));
            named = null;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open.Push((pointer, 0));
            }
            else if (reader.TokenType is JsonTokenType.String)
            {
                Text(ref reader, start);
            }
        }
    }

    private string Text(ref Utf8JsonReader reader, int start)
    {
        try
        {
            // no path and no name holds a NUL
            if (reader.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal))
            {
                return text;
            }
        }
        catch (InvalidOperationException)
        {
            // said below
        }

        var line = LineOf(start);
        throw new JsonException("A string holds what is no text.", null, line, start - _lines[line]);
    }

    private SourcePlace PlaceOf(int offset)
    {
        var line = LineOf(offset);
        return new SourcePlace(_file, line + 1, Encoding.UTF8.GetCharCount(_text, _lines[line], offset - _lines[line]) + 1);
    }

    private int LineOf(int offset)
    {
        var found = _lines.BinarySearch(offset);
        return found >= 0 ? found : ~found - 1;
    }
}
