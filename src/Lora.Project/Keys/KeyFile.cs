using System.Security.Cryptography;
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

    private readonly Lazy<string> _hash;

    private KeyFile(Stage stage, IEnumerable<KeyEntry> entries)
    {
        Stage = stage;
        Entries = entries;
        _hash = new(() => HashOf(stage, entries));
    }

    /// <summary>Whose key.</summary>
    public Stage Stage { get; }

    /// <summary>In the order of the file. Made anew each time they are asked for: what stands needs the hash alone.</summary>
    public IEnumerable<KeyEntry> Entries { get; }

    /// <summary>The file's content: JSON, an entry a line.</summary>
    public string Text
    {
        get
        {
            var text = new Utf8Text();
            Write(text, Stage, Entries, static _ => { });
            return text.ToString();
        }
    }

    /// <summary>The key: SHA-256 of <see cref="Text"/> as UTF-8, 64 lower-case hex digits.</summary>
    public string Hash => _hash.Value;

    /// <summary>The key file of a stage: its algorithm version, then <paramref name="entries"/> in their order.</summary>
    /// <param name="stage">Whose key.</param>
    /// <param name="entries">Gone through more than once.</param>
    public static KeyFile Of(Stage stage, IEnumerable<KeyEntry> entries) =>
        new(stage, entries.Prepend(new KeyEntry("algorithm", stage.Name, FormattableString.Invariant($"{stage.Version}"))));

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
    private static string HashOf(Stage stage, IEnumerable<KeyEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new Utf8Text(PieceLength * 2);
        Write(text, stage, entries, piece =>
        {
            if (piece.Length >= PieceLength)
            {
                Take(piece);
            }
        });
        Take(text);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Take(Utf8Text piece)
        {
            hash.AppendData(piece.Bytes);
            piece.Clear();
        }
    }

    // written by hand: a build that has nothing to do must not pay for a JSON library
    private static void Write(Utf8Text text, Stage stage, IEnumerable<KeyEntry> entries, Action<Utf8Text> behindALine)
    {
        text.Append("{\n  \"stage\": \""u8).Append(stage.Name).Append("\",\n  \"entries\": [\n"u8);
        var separator = ""u8;
        foreach (var entry in entries)
        {
            text.Append(separator).Append("    { \"kind\": "u8).AppendQuoted(entry.Kind).Append(", \"name\": "u8).AppendQuoted(entry.Name)
                .Append(", \"value\": "u8).AppendQuoted(entry.Value).Append(" }"u8);
            separator = ",\n"u8;
            behindALine(text);
        }

        text.Append("\n  ]\n}\n"u8);
    }
}
