using System.Globalization;
using System.Text.Json;

namespace Lora.Diffusion;

/// <summary>
/// Reads a model's config.json so that nothing in it is passed over in silence: a key that nobody asked for is an error, unless its value switches a feature
/// off (null or false) or its name begins with an underscore.
/// </summary>
internal sealed class ConfigReader
{
    private readonly string _file;
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <exception cref="CheckpointException">It is no JSON object.</exception>
    public ConfigReader(ModelFile file)
    {
        _file = file.Path;
        try
        {
            using var document = JsonDocument.Parse(file.Text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new CheckpointException(_file, "a JSON object is expected.");
            }

            foreach (var property in document.RootElement.EnumerateObject())
            {
                _values[property.Name] = property.Value.Clone();
            }
        }
        catch (JsonException e)
        {
            throw new CheckpointException(_file, "no valid JSON.", e, (int)(e.LineNumber ?? -1) + 1);
        }
    }

    /// <summary>The value, or null where the key is absent or null.</summary>
    public JsonElement? Find(string key)
    {
        _read.Add(key);
        return _values.TryGetValue(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public bool Has(string key) => Find(key) is not null;

    public int Int(string key, int? fallback = null, int min = 1, int max = 1 << 20) => Find(key) switch
    {
        null => fallback ?? throw Error(key, "is missing."),
        { ValueKind: JsonValueKind.Number } v when v.TryGetInt32(out var i) && i >= min && i <= max => i,
        _ => throw Error(key, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {min} to {max}.")),
    };

    /// <summary>A list of whole numbers, or one number that stands for all <paramref name="count"/> places.</summary>
    public int[] Ints(string key, int count, int? fallback = null)
    {
        if (Find(key) is not { ValueKind: JsonValueKind.Array } list)
        {
            return [.. Enumerable.Repeat(Int(key, fallback), count)];
        }

        var values = list.EnumerateArray()
            .Select(v => v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out var i) && i is >= 1 and <= 1 << 20 ? i : 0).ToArray();
        return values.Length == count && !values.Contains(0)
            ? values
            : throw Error(key, string.Create(CultureInfo.InvariantCulture, $"must be {count} whole numbers above 0, one a block."));
    }

    /// <summary>How many entries a list has.</summary>
    public int Count(string key) => Find(key) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() is > 0 and < 100
        ? list.GetArrayLength()
        : throw Error(key, "must be a list with an entry for each block.");

    public double Number(string key, double fallback) => Find(key) switch
    {
        null => fallback,
        { ValueKind: JsonValueKind.Number } v when double.IsFinite(v.GetDouble()) => v.GetDouble(),
        _ => throw Error(key, "must be a number."),
    };

    public bool Flag(string key, bool fallback) => Find(key) switch
    {
        null => fallback,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Error(key, "must be true or false."),
    };

    /// <summary>One of the names given; the first is the default.</summary>
    public string OneOf(string key, params string[] names)
    {
        var value = Find(key);
        var text = value is null ? names[0] : value.Value.ValueKind == JsonValueKind.String ? value.Value.GetString()! : value.Value.GetRawText();
        return names.Contains(text, StringComparer.Ordinal) ? text : throw Error(key, $"is '{text}'; understood: {string.Join(", ", names)}.");
    }

    /// <summary>A list of names out of the given ones.</summary>
    public string[] Names(string key, int count, params string[] names)
    {
        if (Count(key) != count)
        {
            throw Error(key, string.Create(CultureInfo.InvariantCulture, $"must have {count} entries, as block_out_channels."));
        }

        return [.. Find(key)!.Value.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.String ? v.GetString()! : v.GetRawText())
            .Select(text => names.Contains(text, StringComparer.Ordinal)
                ? text : throw Error(key, $"names '{text}'; understood: {string.Join(", ", names)}."))];
    }

    /// <summary>The key may be there, with this value only: the feature behind any other is not supported.</summary>
    public void Only(string key, double value)
    {
        if (Number(key, value) != value)
        {
            throw Error(key, string.Create(CultureInfo.InvariantCulture, $"is {Find(key)!.Value.GetRawText()}; only {value} is supported."));
        }
    }

    /// <summary>Keys that may have any value: they do not change what the model computes.</summary>
    public void Ignore(params string[] keys) => _read.UnionWith(keys);

    /// <summary>Call last.</summary>
    /// <exception cref="CheckpointException">A key was never asked for and is neither null nor false.</exception>
    public void ExpectNothingElse()
    {
        foreach (var key in _values.Keys.Order(StringComparer.Ordinal))
        {
            if (!_read.Contains(key) && !key.StartsWith('_') && _values[key].ValueKind is not (JsonValueKind.Null or JsonValueKind.False))
            {
                throw Error(key, $"= {Short(_values[key].GetRawText())} asks for something that is not supported.");
            }
        }
    }

    public CheckpointException Error(string key, string problem) => new(_file, $"'{key}' {problem}");

    private static string Short(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
