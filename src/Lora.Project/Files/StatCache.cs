using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Lora.Project;

/// <summary>
/// SHA-256 of files, remembered by their status as git's index does; of a link the target counts. A file changed less than two seconds before it was hashed is
/// hashed again next time: it may change once more within the clock's tick and keep its times.
/// </summary>
public sealed class StatCache
{
    private const string Header = "lora-hashes-2";
    private const string LinesOf = "lines of ";

    // about
    private const int CharactersOfALine = 180;

    /// <summary>The age below which a file may change once more and keep its times.</summary>
    public static readonly TimeSpan Racy = TimeSpan.FromSeconds(2);

    private readonly string _file;
    private readonly Dictionary<string, Row> _known;
    private readonly ConcurrentDictionary<string, Row> _seen;
    private readonly Func<DateTime> _utcNow;
    private int _misses;

    /// <summary>Opens the cache; a missing or damaged file is an empty one, since it only saves time.</summary>
    /// <param name="file">Tab-separated: hash, size, modified, changed, inode, device, path (of a text with <c>lines of</c> before it).</param>
    /// <param name="utcNow">The clock that the racy rule compares with.</param>
    public StatCache(string file, Func<DateTime> utcNow)
    {
        _file = file;
        _utcNow = utcNow;
        _known = ReadRows(file);
        _seen = new(Environment.ProcessorCount, _known.Count, StringComparer.Ordinal);
    }

    /// <summary>How many files had to be read.</summary>
    public int Misses => _misses;

    /// <summary>64 lower-case hex digits; empty if there is no such file. Safe for concurrent calls.</summary>
    public string Hash(string path) => Remembered(path, path, Digest.OfFile);

    /// <summary>The same of a text file, see <see cref="Digest.OfLines"/>.</summary>
    public string HashLines(string path) => Remembered(path, LinesOf + path, Digest.OfFileLines);

    private string Remembered(string path, string name, Func<string, string> digest)
    {
        var status = FileStatus.Of(path);
        if (status is null && (!File.Exists(path) || FileStatus.IsSpecial(path)))
        {
            return "";
        }

        if (status is not null && (_seen.TryGetValue(name, out var row) || _known.TryGetValue(name, out row)) && row.Status == status)
        {
            _seen[name] = row;
            return row.Hash;
        }

        Interlocked.Increment(ref _misses);
        // clock and status are read before the bytes: a change during the read is then younger than both
        var now = (_utcNow() - DateTime.UnixEpoch).Ticks * 100;
        if (Read(path, digest) is not { } hash)
        {
            return "";
        }

        if (status is not null && now - Math.Max(status.Modified, status.Changed) >= Racy.Ticks * 100)
        {
            _seen[name] = new Row(hash, status);
        }

        return hash;
    }

    /// <summary>The status under which <see cref="Hash"/> was taken in this build: while the file has it the hash holds. Null where only bytes tell.</summary>
    public FileStatus? Status(string path) => _seen.GetValueOrDefault(path)?.Status;

    /// <summary>Writes what was asked for in this build, if it differs from what the file holds.</summary>
    public void Save()
    {
        if (_misses == 0 && _seen.Count == _known.Count)
        {
            return;
        }

        var text = new StringBuilder(Header).Append('\n');
        var rows = _seen.Where(pair => !pair.Key.Contains('\n', StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal);
        foreach (var (path, (hash, status)) in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{hash}\t{status.Size}\t{status.Modified}\t{status.Changed}\t{status.Inode}\t{status.Device}\t{path}\n");
        }

        NewFile.Write(_file, text.ToString());
    }

    // a link to nothing, or to itself, exists, and opens nothing
    private static string? Read(string path, Func<string, string> digest)
    {
        try
        {
            return digest(path);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException || new FileInfo(path).LinkTarget is not null)
        {
            return null;
        }
    }

    private static Dictionary<string, Row> ReadRows(string file)
    {
        var rows = new Dictionary<string, Row>(StringComparer.Ordinal);
        var text = File.Exists(file) ? File.ReadAllText(file) : "";
        if (!text.StartsWith(Header + '\n', StringComparison.Ordinal))
        {
            return rows;
        }

        // tens of thousands of lines, in every build: nothing is made of one but its row
        Span<Range> parts = stackalloc Range[7];
        rows.EnsureCapacity(text.Length / CharactersOfALine);
        var lines = text.AsSpan(Header.Length + 1);
        foreach (var range in lines.Split('\n'))
        {
            var line = lines[range];
            if (line.Split(parts, '\t') == parts.Length && line[parts[0]].Length == 64
                && Number<long>(line[parts[1]]) is { } bytes && Number<long>(line[parts[2]]) is { } modified && Number<long>(line[parts[3]]) is { } changed
                && Number<ulong>(line[parts[4]]) is { } inode && Number<ulong>(line[parts[5]]) is { } device)
            {
                rows[line[parts[6]].ToString()] = new Row(line[parts[0]].ToString(), new FileStatus(bytes, modified, changed, inode, device));
            }
        }

        return rows;
    }

    private static T? Number<T>(ReadOnlySpan<char> text)
        where T : struct, ISpanParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;

    private sealed record Row(string Hash, FileStatus Status);
}
