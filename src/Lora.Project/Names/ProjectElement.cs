namespace Lora.Project;

/// <summary>What an element or attribute of a project file sets.</summary>
internal enum ElementKind
{
    /// <summary>A property.</summary>
    Property,

    /// <summary>An item, or what is done to items.</summary>
    Item,

    /// <summary>Metadata of an item, as element or as attribute.</summary>
    Metadata,

    /// <summary>The content of other files, named by <see cref="ProjectElement.Include"/>.</summary>
    Import,
}

/// <summary>A name that stands in a project file.</summary>
/// <param name="Owner">The item's name if it is metadata, else empty.</param>
/// <param name="Place">Where it begins.</param>
internal sealed record ProjectElement(ElementKind Kind, string Name, string Owner, SourcePlace Place)
{
    /// <summary>The attribute of an item: Include, Update or Remove; empty where it has none of them.</summary>
    public string Action { get; init; } = "";

    /// <summary>What the attribute says, as written: a list separated by ';', wildcards, properties, <c>%3B</c> for a ';' that is meant as such.</summary>
    public string Include { get; init; } = "";

    /// <summary>Something may be taken out of it again.</summary>
    public bool HasExclude { get; init; }

    /// <summary>It, or what it stands in, has a condition: it may not count.</summary>
    public bool IsConditional { get; init; }

    /// <summary>It stands in a target: it counts when that runs.</summary>
    public bool IsInTarget { get; init; }

    /// <summary>True for an item of that name.</summary>
    public bool IsItem(string name) => Kind is ElementKind.Item && Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
