using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lora.Project;

/// <summary>
/// SHA-256 of files, remembered by size and time of last change as git's index does. A file changed less than two seconds before it was hashed is hashed again
/// next time: it may change once more within the clock's tick and keep both.
/// </summary>
public sealed class StatCache
{
    private const string Header = "lora-hashes-1";
    private static readonly TimeSpan Racy = TimeSpan.FromSeconds(2);

    private readonly string _file;
    private readonly Dictionary<string, Row> _known;
    private readonly ConcurrentDictionary<string, Row> _seen = new(StringComparer.Ordinal);
    private readonly Func<DateTime> _utcNow;
    private int _misses;

    /// <summary>Opens the cache; a missing or damaged file is an empty one, since it only saves time.</summary>
    /// <param name="file">Tab-separated: hash, size, ticks, racy, path.</param>
    /// <param name="utcNow">The clock that the racy rule compares with.</param>
    public StatCache(string file, Func<DateTime> utcNow)
    {
        _file = file;
        _utcNow = utcNow;
        _known = Read(file);
    }

    /// <summary>How many files had to be read.</summary>
    public int Misses => _misses;

    /// <summary>64 lower-case hex digits; empty if there is no such file. Safe for concurrent calls.</summary>
    public string Hash(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists)
        {
            return "";
        }

        var size = info.Length;
        var ticks = info.LastWriteTimeUtc.Ticks;
        if (_known.TryGetValue(path, out var row) && row.Size == size && row.Ticks == ticks && !row.IsRacy)
        {
            _seen[path] = row;
            return row.Hash;
        }

        Interlocked.Increment(ref _misses);
        // the clock is read before the file: a change during the read is then younger than it
        var now = _utcNow();
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        _seen[path] = new Row(hash, size, ticks, now.Ticks - ticks < Racy.Ticks);
        return hash;
    }

    /// <summary>Writes what was asked for in this build, if it differs from what the file holds.</summary>
    public void Save()
    {
        if (_misses == 0 && _seen.Count == _known.Count)
        {
            return;
        }

        var text = new StringBuilder(Header).Append('\n');
        foreach (var (path, row) in _seen.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(row.Hash).Append('\t').Append(row.Size.ToString(CultureInfo.InvariantCulture)).Append('\t')
                .Append(row.Ticks.ToString(CultureInfo.InvariantCulture)).Append('\t').Append(row.IsRacy ? '1' : '0').Append('\t').Append(path).Append('\n');
        }

        NewFile.Write(_file, text.ToString());
    }

    private static Dictionary<string, Row> Read(string file)
    {
        var rows = new Dictionary<string, Row>(StringComparer.Ordinal);
        if (!File.Exists(file))
        {
            return rows;
        }

        var lines = File.ReadAllLines(file);
        if (lines.Length == 0 || lines[0] != Header)
        {
            return rows;
        }

        foreach (var line in lines.AsSpan(1))
        {
            if (line.Split('\t', 5) is [{ Length: 64 } hash, var size, var ticks, var racy, var path]
                && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var time))
            {
                rows[path] = new Row(hash, length, time, racy != "0");
            }
        }

        return rows;
    }

    private readonly record struct Row(string Hash, long Size, long Ticks, bool IsRacy);
}
