using System.Text.RegularExpressions;
using System.Xml;

namespace Lora.Project;

/// <summary>One project file as it is written, before MSBuild evaluates it: which names stand where.</summary>
internal sealed partial class ProjectSource
{
    private static readonly HashSet<string> ItemAttributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "Include", "Exclude", "Remove", "Update", "Condition", "Label", "KeepMetadata", "RemoveMetadata", "KeepDuplicates", "MatchOnMetadata",
        "MatchOnMetadataOptions",
    };

    private readonly string _text;

    private ProjectSource(string file, string text, IReadOnlyList<ProjectElement> elements) => (File, _text, Elements) = (file, text, elements);

    /// <summary>Its absolute path.</summary>
    public string File { get; }

    /// <summary>In the order of the file, also those in targets and under conditions; without what stands under one for another kind of project.</summary>
    public IReadOnlyList<ProjectElement> Elements { get; }

    /// <summary>The names that the file reads as <c>$(Name)</c>, <c>@(Name)</c> or <c>%(Name)</c>.</summary>
    public IEnumerable<string> Used => References().Matches(_text).Select(match => match.Groups[1].Value);

    /// <exception cref="XmlException">Not well-formed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ProjectSource Load(string path) => Parse(path, System.IO.File.ReadAllText(path));

    /// <exception cref="XmlException">Not well-formed.</exception>
    public static ProjectSource Parse(string file, string text)
    {
        var elements = new List<ProjectElement>();
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        var place = (IXmlLineInfo)reader;
        var scopes = new Stack<Scope>();
        scopes.Push(default);
        while (reader.Read())
        {
            if (reader.NodeType is XmlNodeType.EndElement)
            {
                scopes.Pop();
            }
            else if (reader.NodeType is XmlNodeType.Element)
            {
                var scope = scopes.Peek().Enter(reader);
                var isEmpty = reader.IsEmptyElement;
                if (!scope.IsForeign)
                {
                    Add(elements, reader, scope, new SourcePlace(file, place.LineNumber, place.LinePosition));
                }

                if (!isEmpty)
                {
                    scopes.Push(scope);
                }
            }
        }

        return new ProjectSource(file, text, elements);
    }

    private static void Add(List<ProjectElement> elements, XmlReader reader, Scope scope, SourcePlace place)
    {
        if (scope.Kind is not { } kind || (kind is ElementKind.Import && reader.GetAttribute("Sdk") is not null))
        {
            return;
        }

        var action = kind is ElementKind.Item ? Array.Find(["Include", "Update", "Remove"], name => reader.GetAttribute(name) is not null) ?? "" : "";
        elements.Add(new ProjectElement(kind, reader.LocalName, scope.Owner, place)
        {
            Action = action,
            Include = kind is ElementKind.Import ? reader.GetAttribute("Project") ?? "" : action.Length > 0 ? reader.GetAttribute(action)! : "",
            HasExclude = reader.GetAttribute("Exclude") is not null,
            IsConditional = scope.IsConditional,
            IsInTarget = scope.IsInTarget,
        });
        if (kind is ElementKind.Item)
        {
            AddAttributes(elements, reader, reader.LocalName, place.File);
        }
    }

    private static void AddAttributes(List<ProjectElement> elements, XmlReader reader, string item, string file)
    {
        var place = (IXmlLineInfo)reader;
        while (reader.MoveToNextAttribute())
        {
            if (!ItemAttributes.Contains(reader.LocalName) && reader.Prefix.Length == 0 && reader.LocalName != "xmlns")
            {
                elements.Add(new ProjectElement(ElementKind.Metadata, reader.LocalName, item, new SourcePlace(file, place.LineNumber, place.LinePosition)));
            }
        }
    }

    [GeneratedRegex(@"(?:[$@]\(\s*|%\(\s*(?:[A-Za-z_][\w-]*\.)?)([A-Za-z_][\w-]*)")]
    private static partial Regex References();

    [GeneratedRegex(@"'?\$\(MSBuildProjectExtension\)'?\s*(==|!=)\s*'([^']*)'|'([^']*)'\s*(==|!=)\s*'?\$\(MSBuildProjectExtension\)'?",
        RegexOptions.IgnoreCase)]
    private static partial Regex ExtensionTests();

    // where an element stands; what stands in a property or in metadata is text, and its name is empty
    private readonly record struct Scope(string? Name, ElementKind? Kind, string Owner, bool IsConditional, bool IsForeign, bool IsInTarget)
    {
        public Scope Enter(XmlReader reader)
        {
            var condition = reader.GetAttribute("Condition") ?? "";
            var isText = Name == "" || Kind is ElementKind.Property or ElementKind.Metadata;
            var name = isText ? "" : reader.LocalName;
            ElementKind? kind = (Kind, Name) switch
            {
                _ when isText => null,
                (ElementKind.Item, _) => ElementKind.Metadata,
                (_, "PropertyGroup") => ElementKind.Property,
                (_, "ItemGroup" or "ItemDefinitionGroup") => ElementKind.Item,
                _ => name == "Import" ? ElementKind.Import : null,
            };
            return new Scope(name, kind, kind is ElementKind.Metadata ? Name! : "", IsConditional || condition.Length > 0 || name is "When" or "Otherwise",
                IsForeign || IsForOthers(condition), IsInTarget || name == "Target");
        }

        // '$(MSBuildProjectExtension)' == '.csproj'
        private static bool IsForOthers(string condition)
        {
            var tests = condition.Contains("MSBuildProjectExtension", StringComparison.OrdinalIgnoreCase) ? ExtensionTests().Matches(condition) : null;
            return tests is { Count: > 0 } && tests.All(test =>
            {
                var (sign, extension) = test.Groups[1].Success ? (test.Groups[1].Value, test.Groups[2].Value) : (test.Groups[4].Value, test.Groups[3].Value);
                return extension.Equals(".loraproj", StringComparison.OrdinalIgnoreCase) != (sign == "==");
            });
        }
    }
}
