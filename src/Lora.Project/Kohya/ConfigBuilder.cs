namespace Lora.Project;

/// <summary>A table or list while it is read.</summary>
internal interface IConfigBuilder
{
    /// <summary>The name of the next value; of a table alone.</summary>
    void Name(string name, SourcePlace place);

    /// <summary>A value that has no others in it.</summary>
    void Add(ConfigNode value);

    /// <summary>A table begins, or goes on under another heading.</summary>
    IConfigBuilder Table(SourcePlace place);

    /// <summary>A list begins; one that is open may go on later.</summary>
    IConfigBuilder Array(SourcePlace place, bool isOpen);

    ConfigNode Build();
}

/// <inheritdoc cref="ConfigTable"/>
internal sealed class ConfigTableBuilder(SourcePlace place) : IConfigBuilder
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, (SourcePlace Place, ConfigNode? Value, IConfigBuilder? Open)> _entries = new(StringComparer.Ordinal);
    private string _name = "";
    private SourcePlace? _named;

    public void Name(string name, SourcePlace place) => (_name, _named) = (name, place);

    public void Add(ConfigNode value) => Put((Current, value with { Place = Current }, null));

    public IConfigBuilder Table(SourcePlace place) => _entries.TryGetValue(_name, out var there) && there.Open is ConfigTableBuilder table
        ? table : Put((Current, null, new ConfigTableBuilder(Current))).Open!;

    public IConfigBuilder Array(SourcePlace place, bool isOpen) =>
        isOpen && _entries.TryGetValue(_name, out var there) && there.Open is ConfigArrayBuilder { IsOpen: true } list
            ? list : Put((Current, null, new ConfigArrayBuilder(Current, isOpen))).Open!;

    private SourcePlace Current => _named ?? place;

    public ConfigNode Build() => new ConfigTable(place,
        [.. _order.Select(name => KeyValuePair.Create(name, _entries[name].Value ?? _entries[name].Open!.Build()))]);

    private (SourcePlace Place, ConfigNode? Value, IConfigBuilder? Open) Put((SourcePlace Place, ConfigNode? Value, IConfigBuilder? Open) entry)
    {
        if (!_entries.TryAdd(_name, entry))
        {
            throw new ConfigException($"'{_name}' stands twice.", Current);
        }

        _order.Add(_name);
        return entry;
    }
}

/// <inheritdoc cref="ConfigArray"/>
internal sealed class ConfigArrayBuilder(SourcePlace place, bool isOpen) : IConfigBuilder
{
    private readonly List<Func<ConfigNode>> _items = [];

    /// <summary>It is one of tables under headings of their own.</summary>
    public bool IsOpen => isOpen;

    public void Name(string name, SourcePlace place) => throw new InvalidOperationException("a list has no names");

    public void Add(ConfigNode value) => _items.Add(() => value);

    public IConfigBuilder Table(SourcePlace place) => Put(new ConfigTableBuilder(place.Line > 0 ? place : Place));

    public IConfigBuilder Array(SourcePlace place, bool isOpen) => Put(new ConfigArrayBuilder(place, isOpen));

    public ConfigNode Build() => new ConfigArray(place, [.. _items.Select(item => item())]);

    private SourcePlace Place => place;

    private IConfigBuilder Put(IConfigBuilder item)
    {
        _items.Add(item.Build);
        return item;
    }
}
