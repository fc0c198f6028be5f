using System.Text;
using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// Remembers what a target wrote to the sources, so that what a person has changed since is told from it: a line a file, hash and project-relative path, a tab
/// between. A record that is lost or damaged remembers nothing: then each file counts as one that was never written.
/// </summary>
internal sealed class WrittenFiles
{
    private const string Header = "lora-written-captions-1";

    private readonly string _file;
    private readonly SortedDictionary<string, string> _hashes = new(StringComparer.Ordinal);

    internal WrittenFiles(string file)
    {
        _file = file;
        if (File.Exists(file) && File.ReadAllLines(file) is [Header, .. var lines])
        {
            foreach (var line in lines)
            {
                if (line.Split('\t', 2) is [{ Length: 64 } hash, { Length: > 0 } name])
                {
                    _hashes[name] = hash;
                }
            }
        }
    }

    /// <summary>The hash of what was written last; null where nothing was.</summary>
    internal string? this[string name]
    {
        get => _hashes.GetValueOrDefault(name);
        set => _hashes[name] = value!;
    }

    /// <summary>Every file that was written, by path.</summary>
    internal IReadOnlyList<string> Names => [.. _hashes.Keys];

    internal void Forget(string name) => _hashes.Remove(name);

    internal void Save()
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var (name, hash) in _hashes.Where(pair => !pair.Key.AsSpan().ContainsAny('\t', '\n')))
        {
            text.Append(hash).Append('\t').Append(name).Append('\n');
        }

        NewFile.WriteIfDifferent(_file, Encoding.UTF8.GetBytes(text.ToString()));
    }
}
