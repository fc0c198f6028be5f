using System.Text.Json;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Why a stage's result does not stand: what differs from what it was made of, a line a change.</summary>
public static class StageChanges
{
    private const int MostTexts = 20;

    /// <summary>The changes since what stands there was made; none where nothing was made yet, or nothing differs.</summary>
    /// <param name="plan">What would be built.</param>
    /// <param name="key">The stage's.</param>
    /// <param name="withTexts">Of stage Tag: what changed captions said and say.</param>
    public static IReadOnlyList<string> Of(BuildPlan plan, KeyFile key, bool withTexts = false)
    {
        var files = new StageFiles(plan.Paths, key.Stage);
        if (ReadText(files.Last) is not { } text || KeyFile.Read(text) is not { } earlier)
        {
            return [];
        }

        if (text == key.Text)
        {
            return files.ReadMade() is not { } made ? []
                : [.. made.Outputs.Where(output => !File.Exists(output.In(plan.Paths))).Select(output => $"{output.Path} is gone")];
        }

        var numbered = KeyChange.Between(earlier, key.Entries).ToArray();
        var (before, now) = EntryNames.Of(numbered.Any(IsOfImage) ? ImagesOf(files, text) : null, plan.Images);
        var changes = KeyChange.Between(earlier.Select(before.Named), key.Entries.Select(now.Named)).ToArray();
        var (of, others) = (changes.Where(IsOfImage).ToArray(), changes.Where(change => !IsOfImage(change)));
        string[] lines =
        [
            .. others.SelectMany(ChangeText.Of).Distinct(),
            .. of.Length == 0 && numbered.Any(IsOfImage) ? (string[])["the order of the images changed"] : OfImages(of, before, now).Select(Line),
        ];
        // prompts that have changed places have the same names
        return lines.Length > 0 ? lines : [.. numbered.SelectMany(ChangeText.Of).Distinct()];

        string Line((KeyChange Change, string Text) line, int row) =>
            withTexts && row < MostTexts && key.Stage == Stage.Tag && line.Change is { Kind: "caption", Old.Length: > 0, New.Length: > 0 }
                && before.Find(line.Change.Name) is { } earlier && now.Find(line.Change.Name) is { } later
                ? line.Text + CaptionTexts.Of(plan, earlier, later) : line.Text;
    }

    /// <summary>The first of them, for one line.</summary>
    public static string Short(IReadOnlyList<string> changes) =>
        changes.Count <= 4 ? string.Join("; ", changes) : FormattableString.Invariant($"{string.Join("; ", changes.Take(3))}; and {changes.Count - 3} more");

    private static IEnumerable<(KeyChange Change, string Text)> OfImages(KeyChange[] changes, EntryNames before, EntryNames now) =>
        changes.SelectMany(change => (!now.KnowsImages ? ChangeText.Of(change)
            : before.Find(change.Name) is null ? [$"{change.Name} added"] : now.Find(change.Name) is null ? [$"{change.Name} removed"]
            : ChangeText.Of(change)).Select(text => (change, text))).DistinctBy(line => line.text);

    // the key file holds no names: the work order of the same run does
    private static IReadOnlyList<ImageItem>? ImagesOf(StageFiles files, string key)
    {
        try
        {
            return ReadText(files.Request) is { } text && StageJson.ReadRequest(text) is var request && request.Key == Digest.Of(key) ? request.Images : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? ReadText(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    private static bool IsOfImage(KeyChange change) => StageKeys.OfImages.Contains(change.Kind);
}
