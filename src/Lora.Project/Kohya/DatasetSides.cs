using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// The resolutions of kohya's datasets: a folder in several of them is trained at the resolution of each. Here that is said of its pictures, <c>768;512</c>, a
/// side as often as one of them is shown more.
/// </summary>
internal static class DatasetSides
{
    // as a list it would be longer than anybody reads
    private const int Most = 64;

    private static readonly string Sides = ImageOptions.Resolutions.Name;
    private static readonly string Repeats = ImageOptions.NumRepeats.Name;

    /// <summary>The side of the square; null where it is none.</summary>
    public static int? Of(ConfigNode resolution)
    {
        try
        {
            var isWrong = false;
            var text = new Dictionary<string, string> { [DatasetOptions.Resolution.Name] = KohyaText.Of(resolution, DatasetOptions.Resolution) };
            var values = OptionValues.Resolve([DatasetOptions.Resolution, DatasetOptions.Resolutions], text, (_, _) => isWrong = true);
            return isWrong || !values.IsWritten(DatasetOptions.Resolution) ? null : values.Get(DatasetOptions.Resolution);
        }
        catch (ConfigException)
        {
            return null;
        }
    }

    /// <summary>What two datasets say of one picture, whose metadata differ in nothing else.</summary>
    /// <returns>Null where only one of them says its resolution, or one shows it far more often than the other.</returns>
    public static Dictionary<string, string>? Together(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second)
    {
        if (first.ContainsKey(Sides) != second.ContainsKey(Sides))
        {
            return null;
        }

        var shown = new SortedDictionary<int, int>();
        foreach (var (side, repeats) in ShownAt(first).Concat(ShownAt(second)))
        {
            shown[side] = shown.GetValueOrDefault(side) + repeats;
        }

        // where nobody says how often, the project does
        var isSaid = first.ContainsKey(Repeats) || second.ContainsKey(Repeats) || !first.ContainsKey(Sides);
        var each = isSaid ? shown.Values.Aggregate((a, b) => (int)System.Numerics.BigInteger.GreatestCommonDivisor(a, b)) : 1;
        if (shown.Values.Sum() / each > Most)
        {
            return null;
        }

        var together = new Dictionary<string, string>(second, StringComparer.Ordinal);
        if (isSaid)
        {
            together[Repeats] = each.ToString(CultureInfo.InvariantCulture);
        }

        if (first.ContainsKey(Sides))
        {
            together[Sides] = string.Join(';', shown.Reverse().SelectMany(pair => Enumerable.Repeat(pair.Key, pair.Value / each)));
        }

        return together;
    }

    // 0: no resolution of its own
    private static IEnumerable<(int Side, int Repeats)> ShownAt(IReadOnlyDictionary<string, string> metadata)
    {
        var repeats = int.TryParse(metadata.GetValueOrDefault(Repeats, "1"), CultureInfo.InvariantCulture, out var number) ? number : 1;
        return metadata.GetValueOrDefault(Sides, "0").Split(';').Select(side => (int.Parse(side, CultureInfo.InvariantCulture), repeats));
    }
}
