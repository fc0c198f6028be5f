using System.Security.Cryptography;
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
    // a piece is hashed when it is so long
    private const int PieceLength = 1 << 14;

    private KeyFile(Stage stage, IReadOnlyList<KeyEntry> entries)
    {
        Stage = stage;
        Entries = entries;
        Hash = HashOf(stage, entries);
    }

    /// <summary>Whose key.</summary>
    public Stage Stage { get; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<KeyEntry> Entries { get; }

    /// <summary>The file's content: JSON, an entry a line. Made when it is asked for: what stands needs the hash alone.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            Write(text, Stage, Entries, static _ => { });
            return text.ToString();
        }
    }

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

    // of tens of thousands of lines, in every build: the text is never there as a whole
    private static string HashOf(Stage stage, IReadOnlyList<KeyEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new StringBuilder(PieceLength);
        var chars = new char[PieceLength * 2];
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(chars.Length)];
        Write(text, stage, entries, piece =>
        {
            if (piece.Length >= PieceLength)
            {
                Take(piece);
            }
        });
        Take(text);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        // a piece ends behind a line: no character is in two of them
        void Take(StringBuilder piece)
        {
            if (piece.Length > chars.Length)
            {
                // a line as long as a book
                hash.AppendData(Encoding.UTF8.GetBytes(piece.ToString()));
            }
            else
            {
                piece.CopyTo(0, chars, piece.Length);
                hash.AppendData(bytes, 0, Encoding.UTF8.GetBytes(chars, 0, piece.Length, bytes, 0));
            }

            piece.Clear();
        }
    }

    // written by hand: a build that has nothing to do must not pay for a JSON library
    private static void Write(StringBuilder text, Stage stage, IReadOnlyList<KeyEntry> entries, Action<StringBuilder> behindALine)
    {
        text.Append("{\n  \"stage\": \"").Append(stage).Append("\",\n  \"entries\": [\n");
        for (var i = 0; i < entries.Count; i++)
        {
            AppendLine(text, entries[i]).Append(i + 1 < entries.Count ? ",\n" : "\n");
            behindALine(text);
        }

        text.Append("  ]\n}\n");
    }

    private static StringBuilder AppendLine(StringBuilder text, KeyEntry entry) => text.Append("    { \"kind\": ").AppendQuoted(entry.Kind)
        .Append(", \"name\": ").AppendQuoted(entry.Name).Append(", \"value\": ").AppendQuoted(entry.Value).Append(" }");
}
