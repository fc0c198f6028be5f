namespace Lora.Project;

/// <summary>What an element or attribute of a project file sets.</summary>
public enum ElementKind
{
    /// <summary>A property.</summary>
    Property,

    /// <summary>An item.</summary>
    Item,

    /// <summary>Metadata of an item, as element or as attribute.</summary>
    Metadata,
}

/// <summary>A name that stands in a project file.</summary>
/// <param name="Owner">The item's name if it is metadata, else empty.</param>
/// <param name="Include">Include or Update of an item as written, else empty.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
public sealed record ProjectElement(ElementKind Kind, string Name, string Owner, string Include, int Line, int Column);
