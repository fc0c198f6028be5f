using System.Globalization;
using System.Text.Json;

namespace Lora.Engine;

/// <summary>What a LoRA's metadata say it was made of: all that is known of a file without its project.</summary>
internal static class LoraText
{
    private const string Tags = "ss_tag_frequency";

    // the weights' own hashes, names of the file, and what is shown as tags
    private static readonly string[] NotShown =
        ["sshs_model_hash", "sshs_legacy_hash", "modelspec.hash_sha256", "modelspec.title", "modelspec.date", "modelspec.thumbnail", "ss_output_name", Tags];

    // of a run, not of what it trained
    private static readonly string[] OfRun =
        ["ss_session_id", "ss_training_started_at", "ss_training_finished_at", "ss_steps_per_second", "ss_sd_scripts_commit_hash"];

    /// <summary>The entries that differ, by name.</summary>
    internal static IReadOnlyList<ValueChange> Between(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        [.. ValueChange.Between(Shown(before), Shown(after)).OrderBy(change => change.Name, StringComparer.Ordinal)];

    /// <summary>How many captions have each tag, where that differs: the largest difference first.</summary>
    internal static IReadOnlyList<ValueChange> TagsBetween(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after)
    {
        var (old, now) = (Frequencies(before), Frequencies(after));
        return
        [
            .. old.Keys.Union(now.Keys).Select(tag => (Tag: tag, Before: old.GetValueOrDefault(tag), After: now.GetValueOrDefault(tag)))
                .Where(tag => tag.Before != tag.After).OrderByDescending(tag => Math.Abs(tag.After - tag.Before)).ThenBy(tag => tag.Tag, StringComparer.Ordinal)
                .Select(tag => new ValueChange(tag.Tag, tag.Before.ToString(CultureInfo.InvariantCulture), tag.After.ToString(CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>True where a file tells of its tags.</summary>
    internal static bool HasTags(IReadOnlyDictionary<string, string> metadata) => metadata.ContainsKey(Tags);

    private static Dictionary<string, string> Shown(IReadOnlyDictionary<string, string> metadata) =>
        metadata.Where(entry => !NotShown.Contains(entry.Key) && !OfRun.Contains(entry.Key)).ToDictionary(StringComparer.Ordinal);

    // {"folder": {"tag": 3}}; in any other form it tells nothing
    private static Dictionary<string, long> Frequencies(IReadOnlyDictionary<string, string> metadata)
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        try
        {
            using var text = JsonDocument.Parse(metadata.GetValueOrDefault(Tags, "{}"));
            foreach (var tag in text.RootElement.EnumerateObject().SelectMany(folder => folder.Value.EnumerateObject()))
            {
                sums[tag.Name] = sums.GetValueOrDefault(tag.Name) + tag.Value.GetInt64();
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            sums.Clear();
        }

        return sums;
    }
}
