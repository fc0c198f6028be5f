using System.Text;
using System.Text.Json;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// All reasons for a stage's result, <c>obj/STAGE.key.json</c>; its SHA-256 is the stage's key. It holds no path, no file name and no time, so that
/// another folder, a rename that keeps the order and a touched file give the same key.
/// </summary>
public sealed class KeyFile
{
    // of most lines, whose value is a hash
    private const int BytesOfALine = 130;

    private KeyFile(Stage stage, IReadOnlyList<KeyEntry> entries)
    {
        Stage = stage;
        Entries = entries;
        Text = Write(stage, entries);
        Hash = Digest.Of(Text);
    }

    /// <summary>Whose key.</summary>
    public Stage Stage { get; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<KeyEntry> Entries { get; }

    /// <summary>The file's content: JSON, an entry a line.</summary>
    public string Text { get; }

    /// <summary>The key: SHA-256 of <see cref="Text"/> as UTF-8, 64 lower-case hex digits.</summary>
    public string Hash { get; }

    /// <summary>The key file of a stage: its algorithm version, then <paramref name="entries"/> in their order.</summary>
    public static KeyFile Of(Stage stage, IEnumerable<KeyEntry> entries) =>
        new(stage, [new KeyEntry("algorithm", stage.Name, FormattableString.Invariant($"{stage.Version}")), .. entries]);

    /// <summary>The entries of a key file's text; null if it is none. Only what has something to explain reads one.</summary>
    public static IReadOnlyList<KeyEntry>? Read(string text)
    {
        try
        {
            using var file = JsonDocument.Parse(text);
            return [.. file.RootElement.GetProperty("entries").EnumerateArray().Select(entry => new KeyEntry(
                entry.GetProperty("kind").GetString()!, entry.GetProperty("name").GetString()!, entry.GetProperty("value").GetString()!))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    // written by hand: a build that has nothing to do must not pay for a JSON library
    private static string Write(Stage stage, IReadOnlyList<KeyEntry> entries)
    {
        var text = new StringBuilder(BytesOfALine * (entries.Count + 1));
        text.Append("{\n  \"stage\": \"").Append(stage).Append("\",\n  \"entries\": [\n");
        for (var i = 0; i < entries.Count; i++)
        {
            AppendLine(text, entries[i]).Append(i + 1 < entries.Count ? ",\n" : "\n");
        }

        return text.Append("  ]\n}\n").ToString();
    }

    private static StringBuilder AppendLine(StringBuilder text, KeyEntry entry) => text.Append("    { \"kind\": ").AppendQuoted(entry.Kind)
        .Append(", \"name\": ").AppendQuoted(entry.Name).Append(", \"value\": ").AppendQuoted(entry.Value).Append(" }");
}
