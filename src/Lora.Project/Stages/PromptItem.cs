using System.Text.Json.Serialization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>One row of the sample grid.</summary>
/// <param name="Name">The item's Include, the row's label.</param>
/// <param name="Options">Every value in force as canonical text, by the names of <see cref="PromptOptions"/>.</param>
/// <param name="Place">Where it stands; null where that is not known.</param>
public sealed record PromptItem(string Name, IReadOnlyDictionary<string, string> Options, SourcePlace? Place = null)
{
    private OptionValues? _values;

    /// <summary>What the row depends on: name and every value in force.</summary>
    [JsonIgnore]
    public string KeyText => $"{Name}\n{string.Join('\n', Rows.Select(row => $"{row.Name}={Options.GetValueOrDefault(row.Name)}"))}";

    /// <summary>The rows that it depends on.</summary>
    [JsonIgnore]
    public IEnumerable<Option> Rows => PromptOptions.Group.Where(row => row.Applies(Values));

    [JsonIgnore]
    private OptionValues Values => _values ??= OptionValues.Read(PromptOptions.Group, Options);

    /// <summary>A value in force.</summary>
    public T Get<T>(Option<T> option) => Values.Get(option);

    /// <summary>By name and values.</summary>
    public bool Equals(PromptItem? other) => other is not null && KeyText == other.KeyText && Place == other.Place;

    public override int GetHashCode() => KeyText.GetHashCode(StringComparison.Ordinal);
}
