using System.Text.Json;

namespace Lora.Project;

/// <summary>
/// kohya's metadata file (<c>in_json</c>), captions of many pictures in one: an object with an entry a picture, or JSON lines with <c>image_path</c> in each.
/// What is wrong in it is found with its line; then it has no entries.
/// </summary>
internal sealed class MetadataFile
{
    private const string Caption = "caption", Tags = "tags", ImagePath = "image_path";

    private readonly List<MetadataEntry> _entries = [];
    private readonly List<Finding> _findings = [];
    private readonly string _path;

    private MetadataFile(string path) => _path = path;

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<MetadataEntry> Entries => _entries;

    public IReadOnlyList<Finding> Findings => _findings;

    /// <param name="path">Absolute.</param>
    public static MetadataFile Read(string path)
    {
        var file = new MetadataFile(path);
        try
        {
            file.Parse(JsonTextFault.WithoutMark(File.ReadAllBytes(path)));
        }
        catch (JsonException error)
        {
            file.Wrong(JsonTextFault.Of(error, path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file.Wrong(new(File.Exists(path) || Directory.Exists(path) ? $"It cannot be read: {error.Message}" : "There is no such file.", new(path)));
        }

        if (file._findings.Count > 0)
        {
            file._entries.Clear();
        }

        return file;
    }

    private void Parse(byte[] text)
    {
        if (JsonTextFault.OfEncoding(text, _path) is { } fault)
        {
            Wrong(fault);
        }
        else if (Path.GetExtension(_path).Equals(".jsonl", StringComparison.OrdinalIgnoreCase))
        {
            ParseLines(text);
        }
        else
        {
            ParseObject(text);
        }
    }

    private void ParseObject(byte[] text)
    {
        var places = new JsonPlaces(_path, text);
        using var document = JsonDocument.Parse(text);
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            Wrong(new("It has to be an object, in which each picture has an entry.", places[""]));
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            // of two of one name the second is the one whose place is known
            var pointer = $"/{JsonPlaces.Escape(property.Name)}";
            if (!seen.Add(property.Name))
            {
                Wrong(new($"The entry '{property.Name}' stands there twice.", places[pointer]));
            }
            else
            {
                Add(property.Name, property.Value, places[pointer], key => places[$"{pointer}/{key}"]);
            }
        }
    }

    private void ParseLines(byte[] text)
    {
        var (line, start) = (0, 0);
        while (start < text.Length)
        {
            line++;
            var length = text.AsSpan(start).IndexOf((byte)'\n') is >= 0 and var found ? found : text.Length - start;
            var bytes = text.AsMemory(start, length);
            start += length + 1;
            if (bytes.Span.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            var place = new SourcePlace(_path, line, 1);
            try
            {
                // reads the strings too: half a character in one is no text
                _ = new JsonPlaces(_path, bytes.ToArray());
                using var document = JsonDocument.Parse(bytes);
                var entry = document.RootElement;
                if (entry.ValueKind is JsonValueKind.Object && entry.TryGetProperty(ImagePath, out var key) && key.ValueKind is JsonValueKind.String)
                {
                    Add(key.GetString()!, entry, place, _ => place);
                }
                else
                {
                    Wrong(new($"Each line has to be an object with a text '{ImagePath}'.", place));
                }
            }
            catch (JsonException error)
            {
                Wrong(JsonTextFault.Of(error, _path) with { Place = place });
            }
        }
    }

    private void Add(string key, JsonElement entry, SourcePlace place, Func<string, SourcePlace> placeOf)
    {
        if (entry.ValueKind is not JsonValueKind.Object)
        {
            Wrong(new($"The entry '{key}' has to be an object with '{Caption}' or '{Tags}'.", place));
        }
        else
        {
            _entries.Add(new(key, Text(Caption), Text(Tags), place));
        }

        string? Text(string name)
        {
            if (!entry.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.String)
            {
                return value.ValueKind is JsonValueKind.String ? value.GetString() : null;
            }

            Wrong(new($"'{name}' of '{key}' has to be a text.", placeOf(name)));
            return null;
        }
    }

    private void Wrong(JsonTextFault fault) => _findings.Add(DatasetDiagnostics.MetadataWrong.At(fault.Problem, fault.Place));
}
