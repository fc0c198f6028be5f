using System.Globalization;
using System.Text;
using Lora.Project;

namespace Lora.Engine;

/// <summary>One thing an action made: its name within the action (never a machine's path), its SHA-256 and its size in bytes.</summary>
internal sealed record ActionOutput(string Name, string Hash, long Size);

/// <summary>
/// What an action made, in order. On disk: a line <c>lora-action 1</c>, a line <c>hash size name</c> an output, and a last line with the SHA-256 of all before
/// it: a truncated or damaged record is none.
/// </summary>
internal sealed record ActionRecord(IReadOnlyList<ActionOutput> Outputs)
{
    private const string Head = "lora-action 1\n";

    internal byte[] ToBytes()
    {
        var text = new StringBuilder(Head);
        foreach (var output in Outputs)
        {
            if (output.Name.AsSpan().ContainsAny('\n', '\r'))
            {
                throw new ArgumentException($"An output's name cannot hold a line break: '{output.Name}'.");
            }

            text.Append(CultureInfo.InvariantCulture, $"{output.Hash} {output.Size} {output.Name}\n");
        }

        var body = Encoding.UTF8.GetBytes(text.ToString());
        return [.. body, .. Encoding.UTF8.GetBytes(Digest.Of(body)), (byte)'\n'];
    }

    /// <summary>The record, or null when the bytes are not one that <see cref="ToBytes"/> wrote.</summary>
    internal static ActionRecord? Parse(ReadOnlySpan<byte> bytes)
    {
        const int checkLength = 65;
        if (bytes.Length < Head.Length + checkLength)
        {
            return null;
        }

        var body = bytes[..^checkLength];
        if (!bytes[^checkLength..].SequenceEqual(Encoding.UTF8.GetBytes(Digest.Of(body) + "\n")))
        {
            return null;
        }

        var lines = Encoding.UTF8.GetString(body).Split('\n');
        if (lines[0] + "\n" != Head)
        {
            return null;
        }

        var outputs = new List<ActionOutput>();
        foreach (var line in lines[1..^1])
        {
            var parts = line.Split(' ', 3);
            outputs.Add(new(parts[2], parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture)));
        }

        return new(outputs);
    }
}
