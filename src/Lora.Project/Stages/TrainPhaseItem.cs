using System.Globalization;
using System.Text.Json.Serialization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>One of several trainings that follow each other.</summary>
/// <param name="Name">The item's Include, for messages.</param>
/// <param name="Options">The values in force in it of every option that training reads, as canonical texts.</param>
/// <param name="Images">The <see cref="ImageItem.Index"/>es of the images that it shows, in their order.</param>
/// <param name="Place">Where it stands.</param>
public sealed record TrainPhaseItem(string Name, IReadOnlyDictionary<string, string> Options, IReadOnlyList<int> Images, SourcePlace Place)
{
    private OptionValues? _values;

    /// <summary>What it says of the images that it shows, as it is written; for people.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Shows { get; init; } = new Dictionary<string, string>();

    /// <summary>Its options, typed.</summary>
    [JsonIgnore]
    public OptionValues Values => _values ??= OptionValues.Read(Vocabulary.Options.All, Options);

    /// <summary>What its effect depends on, beyond the project's options.</summary>
    [JsonIgnore]
    public string KeyText => string.Join('\n', TrainPhaseOptions.Overrides.Select(row => $"{row.Name}={Options.GetValueOrDefault(row.Name)}")
        .Append($"images={string.Join(' ', Images.Select(index => (index + 1).ToString(CultureInfo.InvariantCulture)))}"));

    /// <summary>By name and effect.</summary>
    public bool Equals(TrainPhaseItem? other) => other is not null && Name == other.Name && KeyText == other.KeyText && Place == other.Place;

    public override int GetHashCode() => KeyText.GetHashCode(StringComparison.Ordinal);
}
