using System.Collections;

namespace Lora.Vocabulary;

/// <summary>Rows that stand together, in the order of the documentation; found by name whatever the letter case (MSBuild's rule).</summary>
/// <param name="title">Heading of the documentation.</param>
public sealed class OptionGroup(string title) : IReadOnlyList<Option>
{
    private readonly List<Option> _rows = [];
    private readonly Dictionary<string, Option> _byName = new(StringComparer.OrdinalIgnoreCase);

    public string Title => title;

    public int Count => _rows.Count;

    public Option this[int index] => _rows[index];

    /// <summary>The row of that name; null if there is none.</summary>
    public Option? Find(string name) => _byName.GetValueOrDefault(name);

    public IEnumerator<Option> GetEnumerator() => _rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal T Add<T>(T row)
        where T : Option
    {
        _byName.Add(row.Name, row);
        _rows.Add(row);
        return row;
    }
}
