using System.Text.RegularExpressions;
using System.Xml;

namespace Lora.Project;

/// <summary>The project file as it is written, before MSBuild evaluates it: which names stand where.</summary>
public sealed partial class ProjectSource
{
    private static readonly HashSet<string> ItemAttributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "Include", "Exclude", "Remove", "Update", "Condition", "Label", "KeepMetadata", "RemoveMetadata", "KeepDuplicates", "MatchOnMetadata",
            "MatchOnMetadataOptions",
    };

    private readonly string _text;
    private readonly Lazy<HashSet<string>> _used;

    private ProjectSource(string file, string text, IReadOnlyList<ProjectElement> elements)
    {
        File = file;
        _text = text;
        Elements = elements;
        _used = new Lazy<HashSet<string>>(() => References().Matches(_text).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Its absolute path.</summary>
    public string File { get; }

    /// <summary>In the order of the file, also those in targets and conditional groups.</summary>
    public IReadOnlyList<ProjectElement> Elements { get; }

    /// <summary>True if the file itself reads the name as <c>$(Name)</c>, <c>@(Name)</c> or <c>%(Name)</c>: then it is the user's own.</summary>
    public bool Uses(string name) => _used.Value.Contains(name);

    /// <summary>Where the property is set last; the file as a whole where it is not set in it.</summary>
    public SourcePlace PlaceOf(string property) =>
        PlaceOf(Elements.LastOrDefault(element => element.Kind is ElementKind.Property && element.Name.Equals(property, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The item element that includes or updates exactly that text; the file as a whole if there is none.</summary>
    public SourcePlace PlaceOf(string item, string include) => PlaceOf(Elements.LastOrDefault(element =>
        element.Kind is ElementKind.Item && element.Include == include && element.Name.Equals(item, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Reads the file. MSBuild has parsed it before, so it is well-formed.</summary>
    public static ProjectSource Load(string path) => Parse(path, System.IO.File.ReadAllText(path));

    /// <exception cref="XmlException">Not well-formed.</exception>
    public static ProjectSource Parse(string file, string text)
    {
        var elements = new List<ProjectElement>();
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        var place = (IXmlLineInfo)reader;
        var path = new Stack<string>();
        while (reader.Read())
        {
            if (reader.NodeType is XmlNodeType.EndElement)
            {
                path.Pop();
            }
            else if (reader.NodeType is XmlNodeType.Element)
            {
                var parent = path.TryPeek(out var above) ? above : "";
                var item = parent.StartsWith("item ", StringComparison.Ordinal) ? parent[5..] : null;
                var name = reader.LocalName;
                var isItem = parent is "ItemGroup" or "ItemDefinitionGroup";
                if (parent is "PropertyGroup" || isItem || item is not null)
                {
                    var kind = isItem ? ElementKind.Item : item is null ? ElementKind.Property : ElementKind.Metadata;
                    var include = isItem ? reader.GetAttribute("Include") ?? reader.GetAttribute("Update") ?? "" : "";
                    elements.Add(new ProjectElement(kind, name, item ?? "", include, place.LineNumber, place.LinePosition));
                }

                var empty = reader.IsEmptyElement;
                if (isItem)
                {
                    AddAttributes(reader, place, name, elements);
                }

                if (!empty)
                {
                    path.Push(isItem ? "item " + name : parent is "PropertyGroup" || item is not null ? "" : name);
                }
            }
        }

        return new ProjectSource(file, text, elements);
    }

    private SourcePlace PlaceOf(ProjectElement? element) => new(File, element?.Line ?? 0, element?.Column ?? 0);

    private static void AddAttributes(XmlReader reader, IXmlLineInfo place, string item, List<ProjectElement> elements)
    {
        while (reader.MoveToNextAttribute())
        {
            if (!ItemAttributes.Contains(reader.LocalName) && reader.Prefix.Length == 0 && reader.LocalName != "xmlns")
            {
                elements.Add(new ProjectElement(ElementKind.Metadata, reader.LocalName, item, "", place.LineNumber, place.LinePosition));
            }
        }
    }

    [GeneratedRegex(@"(?:[$@]\(\s*|%\(\s*(?:[A-Za-z_][\w-]*\.)?)([A-Za-z_][\w-]*)")]
    private static partial Regex References();
}
