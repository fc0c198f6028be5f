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
    private const string Header = "lora-hashes-2\n";
    private const string LinesOf = "lines of ";

    // about
    private const int LengthOfALine = 160;

    /// <summary>The age below which a file may change once more and keep its times.</summary>
    public static readonly TimeSpan Racy = TimeSpan.FromSeconds(2);

    private readonly string _file;
    private readonly Task<Dictionary<string, Row>> _reading;
    private readonly ConcurrentDictionary<string, Row> _new = new(StringComparer.Ordinal);
    private readonly Func<DateTime> _utcNow;
    private int _misses;

    /// <summary>Opens the cache; a missing or damaged file is an empty one, since it only saves time.</summary>
    /// <param name="file">Tab-separated: hash, size, modified, changed, inode, device, path (of a text with <c>lines of</c> before it).</param>
    /// <param name="utcNow">The clock that the racy rule compares with.</param>
    public StatCache(string file, Func<DateTime> utcNow)
    {
        _file = file;
        _utcNow = utcNow;
        // while other things are read
        _reading = Task.Run(() => ReadRows(file));
    }

    private Dictionary<string, Row> Known => _reading.GetAwaiter().GetResult();

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

        if (status is not null && (_new.TryGetValue(name, out var row) || Known.TryGetValue(name, out row)) && row.Status == status)
        {
            row.IsAsked = true;
            return row.Hash;
        }

        Interlocked.Increment(ref _misses);
        // clock and status are read before the bytes: a change during the read is then younger than both
        var now = (_utcNow() - DateTime.UnixEpoch).Ticks * 100;
        if (Read(path, digest) is not { } hash)
        {
            return "";
        }

        if (status is { } known && now - Math.Max(known.Modified, known.Changed) >= Racy.Ticks * 100)
        {
            _new[name] = new Row(hash, known) { IsAsked = true };
        }

        return hash;
    }

    /// <summary>The status under which <see cref="Hash"/> was taken in this build: while the file has it the hash holds. Null where only bytes tell.</summary>
    public FileStatus? Status(string path) => (_new.GetValueOrDefault(path) ?? Known.GetValueOrDefault(path)) is { IsAsked: true } row ? row.Status : null;

    /// <summary>Writes what was asked for in this build, if it differs from what the file holds.</summary>
    public void Save()
    {
        if (_misses == 0 && Known.Values.All(row => row.IsAsked))
        {
            return;
        }

        var text = new StringBuilder(Header);
        var rows = Known.Where(pair => pair.Value.IsAsked && !_new.ContainsKey(pair.Key)).Concat(_new)
            .Where(pair => !pair.Key.Contains('\n', StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal);
        foreach (var (path, row) in rows)
        {
            var (size, modified, changed, inode, device) = row.Status;
            text.Append(CultureInfo.InvariantCulture, $"{row.Hash}\t{size}\t{modified}\t{changed}\t{inode}\t{device}\t{path}\n");
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
        ReadOnlySpan<byte> text = File.Exists(file) ? File.ReadAllBytes(file) : [];
        if (!text.StartsWith(Encoding.UTF8.GetBytes(Header)))
        {
            return rows;
        }

        Span<Range> parts = stackalloc Range[7];
        text = text[Header.Length..];
        rows.EnsureCapacity(text.Length / LengthOfALine);
        while (!text.IsEmpty)
        {
            var line = TabbedLine.Take(ref text);
            if (TabbedLine.Split(line, parts) == parts.Length && line[parts[0]].Length == 64
                && long.TryParse(line[parts[1]], CultureInfo.InvariantCulture, out var bytes)
                && long.TryParse(line[parts[2]], CultureInfo.InvariantCulture, out var modified)
                && long.TryParse(line[parts[3]], CultureInfo.InvariantCulture, out var changed)
                && ulong.TryParse(line[parts[4]], CultureInfo.InvariantCulture, out var inode)
                && ulong.TryParse(line[parts[5]], CultureInfo.InvariantCulture, out var device))
            {
                rows[Encoding.UTF8.GetString(line[parts[6]])] =
                    new Row(Encoding.UTF8.GetString(line[parts[0]]), new FileStatus(bytes, modified, changed, inode, device));
            }
        }

        return rows;
    }

    private sealed class Row(string hash, FileStatus status)
    {
        public string Hash => hash;

        public FileStatus Status => status;

        /// <summary>Its file has been asked for in this build, and has that status. Only ever set: threads need not agree when.</summary>
        public bool IsAsked { get; set; }
    }
}
