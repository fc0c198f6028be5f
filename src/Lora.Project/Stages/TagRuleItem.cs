using System.Text.Json.Serialization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>One rule for the tags of captions.</summary>
/// <param name="Name">The item's Include, for messages.</param>
/// <param name="Options">Every value in force as canonical text, by the names of <see cref="TagRuleOptions"/>; the file as absolute path.</param>
/// <param name="FileSha256">Of that file's lines (<see cref="Digest.OfLines"/>); empty where there is none.</param>
/// <param name="Place">Where the rule stands.</param>
public sealed record TagRuleItem(string Name, IReadOnlyDictionary<string, string> Options, string FileSha256, SourcePlace Place)
{
    private OptionValues? _values;

    /// <summary>What its effect depends on.</summary>
    [JsonIgnore]
    public string KeyText => string.Join('\n', TagRuleOptions.Group.Select(row =>
        $"{row.Name}={(row == TagRuleOptions.File ? FileSha256 : Options.GetValueOrDefault(row.Name))}"));

    /// <summary>A value in force.</summary>
    public T Get<T>(Option<T> option) => (_values ??= OptionValues.Read(TagRuleOptions.Group, Options)).Get(option);

    /// <summary>By name and effect.</summary>
    public bool Equals(TagRuleItem? other) => other is not null && Name == other.Name && KeyText == other.KeyText && Place == other.Place;

    public override int GetHashCode() => KeyText.GetHashCode(StringComparison.Ordinal);
}
