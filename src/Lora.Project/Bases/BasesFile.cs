using System.Globalization;
using System.Text.Json;

namespace Lora.Project;

/// <summary>A <c>bases.json</c>: base models by name. What is wrong in it is found with file and line; then it has no bases.</summary>
internal sealed class BasesFile
{
    public const string Name = "bases.json";

    private readonly Dictionary<string, BaseEntry> _bases = new(StringComparer.Ordinal);
    private readonly List<Finding> _findings = [];

    private BasesFile(string path) => Path = path;

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>By name, whose letter case counts.</summary>
    public IReadOnlyDictionary<string, BaseEntry> Bases => _bases;

    public IReadOnlyList<Finding> Findings => _findings;

    public static BasesFile Read(string path)
    {
        var file = new BasesFile(path);
        var json = CheckedJson.Read(path, () => BasesSchema.File, ProjectDiagnostics.BasesFileWrong, BasesSchema.Problem);
        file._findings.AddRange(json.Findings);
        if (json is { Root: { } root, Places: { } places })
        {
            file.Parse(root, places);
        }

        if (file._findings.Count > 0)
        {
            file._bases.Clear();
        }

        return file;
    }

    private void Parse(JsonElement root, JsonPlaces places)
    {
        foreach (var entry in root.GetProperty("bases").EnumerateObject())
        {
            var pointer = $"/bases/{JsonPlaces.Escape(entry.Name)}";
            var keys = entry.Value.EnumerateObject().ToDictionary(key => key.Name, key => key.Value, StringComparer.Ordinal);
            string TextOf(string key) => keys.TryGetValue(key, out var value) ? value.GetString()! : "";
            BaseAddress? address = null;
            if (keys.ContainsKey("url") && (address = BaseAddress.Read(TextOf("url"), out var problem)) is null)
            {
                _findings.Add(ProjectDiagnostics.BaseUrlWrong.At(problem, places[$"{pointer}/url"]));
            }

            _bases[entry.Name] = new BaseEntry
            {
                Name = entry.Name,
                Place = places[pointer],
                Path = keys.ContainsKey("path") ? TextOf("path") : null,
                Address = address,
                Sha256 = TextOf("sha256").ToLowerInvariant(),
                Kind = TextOf("kind"),
                License = string.Join(' ', TextOf("license").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
                Recommended = BaseEntry.Recommendations.Where(pair => keys.ContainsKey(pair.Key))
                    .ToDictionary(pair => pair.Option.Name, pair => OptionText(keys[pair.Key]), StringComparer.Ordinal),
                Places = keys.Keys.ToDictionary(key => key, key => places[$"{pointer}/{key}"], StringComparer.Ordinal),
            };
        }
    }

    // a whole number may be written as 1.0 or 1e3
    private static string OptionText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() == "v_prediction" ? "true" : "false",
        JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        _ => value.GetBoolean() ? "true" : "false",
    };
}
