using System.Globalization;
using System.Text.RegularExpressions;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// kohya's way to say repeats and class: a folder named <c>10_zorblax creature</c>. A number of four digits is a year. Source: sd-scripts,
/// config_util.generate_dreambooth_subsets_config_by_subdirs.
/// </summary>
/// <param name="Name">Of the folder.</param>
/// <param name="Repeats">How often its pictures are seen in an epoch.</param>
/// <param name="ClassTokens">Caption of those that have none, and the concept that they show.</param>
internal sealed partial record KohyaFolder(string Name, int Repeats, string ClassTokens)
{
    /// <summary>The folder of a picture, or the nearest around it, that is named so; null where none is.</summary>
    /// <param name="picture">Project-relative, with '/'.</param>
    public static KohyaFolder? Around(string picture) => picture.Split('/').SkipLast(1).Reverse().Select(Of).FirstOrDefault(folder => folder is not null);

    /// <summary>An image's metadata with what the folder says where the image itself says nothing.</summary>
    public IReadOnlyDictionary<string, string> Under(IReadOnlyDictionary<string, string> metadata)
    {
        var all = metadata.ToDictionary(StringComparer.Ordinal);
        all.TryAdd(ImageOptions.NumRepeats.Name, Repeats.ToString(CultureInfo.InvariantCulture));
        all.TryAdd(ImageOptions.ClassTokens.Name, ClassTokens);
        all.TryAdd(ImageOptions.Concept.Name, ClassTokens);
        return all;
    }

    /// <summary>What the name of a folder says; null where it has another form.</summary>
    public static KohyaFolder? Of(string name) => Form().Match(name) is { Success: true } match
        ? new(name, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value.Trim()) : null;

    [GeneratedRegex(@"^([1-9][0-9]{0,2})_(.*\S.*)\z")]
    private static partial Regex Form();
}
