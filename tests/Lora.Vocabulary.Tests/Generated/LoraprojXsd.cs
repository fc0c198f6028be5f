using System.Text;
using System.Xml.Linq;

namespace Lora.Vocabulary.Tests.Generated;

/// <summary>
/// <c>schemas/loraproj.xsd</c>: what editors complete and check in a <c>.loraproj</c>. As in MSBuild's own schema, a property or item is a member of a
/// substitution group; that schema itself is for another namespace than the one, none, that projects of an SDK have.
/// </summary>
internal static class LoraprojXsd
{
    private static readonly XNamespace Xs = "http://www.w3.org/2001/XMLSchema";

    private static readonly (string Name, string Summary)[] DotNetProperties =
    [
        ("Version", "Version of the LoRA; part of its file's name."), ("PackageId", "Name of the package that 'dotnet pack' makes."),
        ("Authors", "Authors, for the package."), ("Description", "Description, for the package."), ("Copyright", "Copyright, for the package."),
        ("PackageLicenseExpression", "Licence, for the package."), ("PackageTags", "Tags, for the package."),
        ("PackageProjectUrl", "Page of the project, for the package."), ("RepositoryUrl", "Repository, for the package."),
        ("NoWarn", "Codes of warnings that are not said: $(NoWarn);LORA2011."), ("WarningsAsErrors", "Codes of warnings that fail the build."),
        ("WarningsNotAsErrors", "Codes of warnings that stay warnings."), ("TreatWarningsAsErrors", "true: warnings fail the build."),
        ("OutputPath", "Folder of the results."), ("PackageOutputPath", "Folder of the package."), ("PublishDir", "Folder of what is published."),
        ("EnableDefaultItems", "false: only pictures that are named count."), ("EnableDefaultImageItems", "false: only pictures that are named count."),
        ("ManagePackageVersionsCentrally", "Versions stand in Directory.Packages.props."), ("RestorePackagesWithLockFile", "Restore writes a lock file."),
    ];

    private static readonly string[] DotNetItems = ["None", "Content", "PackageReference", "PackageVersion", "ProjectReference", "Watch"];

    public static string Text()
    {
        var schema = new XElement(Xs + "schema", new XAttribute(XNamespace.Xmlns + "xs", Xs), new XAttribute("elementFormDefault", "qualified"),
            new XComment(" Generated from the rows of src/Lora.Vocabulary; 'LORA_UPDATE=1 dotnet test tests/Lora.Vocabulary.Tests' writes it anew. "),
            new XElement(Xs + "element", new XAttribute("name", "Project"), new XAttribute("type", "project"),
                Documentation("A LoRA: <Project Sdk=\"Lora.Sdk\">.")),
            Frame(),
            Options.All.Concat(ToolOptions.Group).Select(option => Property(option.Name, Documentation(option), Simple(option))),
            DotNetProperties.Select(row => Property(row.Name, Documentation(row.Summary), null)),
            Items.All.Select(Item),
            DotNetItems.Select(name => new XElement(Xs + "element", new XAttribute("name", name), new XAttribute("substitutionGroup", "AnyItem"),
                new XAttribute("type", "dotNetItem"))));
        return new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n").Append(schema.ToString().ReplaceLineEndings("\n")).Append('\n').ToString();
    }

    private static IEnumerable<XElement> Frame() => XElement.Parse($"""
        <xs:schema xmlns:xs="{Xs}">
          <xs:simpleType name="reference">
            <xs:restriction base="xs:string"><xs:pattern value="[\s\S]*[$@%]\([\s\S]*" /></xs:restriction>
          </xs:simpleType>
          <xs:attributeGroup name="condition">
            <xs:attribute name="Condition" type="xs:string" />
            <xs:attribute name="Label" type="xs:string" />
          </xs:attributeGroup>
          <xs:complexType name="anything" mixed="true">
            <xs:sequence><xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip" /></xs:sequence>
            <xs:anyAttribute processContents="skip" />
          </xs:complexType>
          <xs:complexType name="text">
            <xs:simpleContent>
              <xs:extension base="xs:anySimpleType"><xs:attributeGroup ref="condition" /></xs:extension>
            </xs:simpleContent>
          </xs:complexType>
          <xs:complexType name="item">
            <xs:attribute name="Include" type="xs:string" />
            <xs:attribute name="Exclude" type="xs:string" />
            <xs:attribute name="Update" type="xs:string" />
            <xs:attribute name="Remove" type="xs:string" />
            <xs:attributeGroup ref="condition" />
          </xs:complexType>
          <xs:complexType name="dotNetItem">
            <xs:complexContent>
              <xs:extension base="item">
                <xs:sequence><xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip" /></xs:sequence>
                <xs:anyAttribute processContents="skip" />
              </xs:extension>
            </xs:complexContent>
          </xs:complexType>
          <xs:element name="AnyProperty" abstract="true" />
          <xs:element name="AnyItem" type="item" abstract="true" />
          <xs:complexType name="propertyGroup">
            <xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element ref="AnyProperty" /></xs:choice>
            <xs:attributeGroup ref="condition" />
          </xs:complexType>
          <xs:complexType name="itemGroup">
            <xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element ref="AnyItem" /></xs:choice>
            <xs:attributeGroup ref="condition" />
          </xs:complexType>
          <xs:complexType name="branch">
            <xs:choice minOccurs="0" maxOccurs="unbounded">
              <xs:element name="PropertyGroup" type="propertyGroup" />
              <xs:element name="ItemGroup" type="itemGroup" />
              <xs:element name="Choose" type="choose" />
            </xs:choice>
            <xs:attributeGroup ref="condition" />
          </xs:complexType>
          <xs:complexType name="choose">
            <xs:sequence>
              <xs:element name="When" type="branch" maxOccurs="unbounded" />
              <xs:element name="Otherwise" type="branch" minOccurs="0" />
            </xs:sequence>
          </xs:complexType>
          <xs:complexType name="project">
            <xs:choice minOccurs="0" maxOccurs="unbounded">
              <xs:element name="PropertyGroup" type="propertyGroup" />
              <xs:element name="ItemGroup" type="itemGroup" />
              <xs:element name="ItemDefinitionGroup" type="itemGroup" />
              <xs:element name="Choose" type="choose" />
              <xs:element name="Import" type="anything" />
              <xs:element name="ImportGroup" type="anything" />
              <xs:element name="Target" type="anything" />
              <xs:element name="UsingTask" type="anything" />
              <xs:element name="Sdk" type="anything" />
            </xs:choice>
            <xs:attribute name="Sdk" type="xs:string" />
            <xs:attribute name="DefaultTargets" type="xs:string" />
            <xs:attribute name="InitialTargets" type="xs:string" />
            <xs:attribute name="TreatAsLocalProperty" type="xs:string" />
          </xs:complexType>
        </xs:schema>
        """).Elements();

    private static XElement Property(string name, XElement documentation, XElement? type)
    {
        var element = new XElement(Xs + "element", new XAttribute("name", name), new XAttribute("substitutionGroup", "AnyProperty"), documentation);
        if (type is null)
        {
            element.Add(new XAttribute("type", "text"));
            return element;
        }

        element.Add(WithCondition(type));
        return element;
    }

    private static XElement Item(OptionGroup group) => new(Xs + "element", new XAttribute("name", group.Title),
        new XAttribute("substitutionGroup", "AnyItem"), Documentation($"An item of Lora.Sdk, with {string.Join(", ", group)}."),
        new XElement(Xs + "complexType", new XElement(Xs + "complexContent", new XElement(Xs + "extension", new XAttribute("base", "item"),
            new XElement(Xs + "choice", new XAttribute("minOccurs", 0), new XAttribute("maxOccurs", "unbounded"),
                group.Select(row => new XElement(Xs + "element", new XAttribute("name", row.Name), Documentation(row), WithCondition(Simple(row))))),
            group.Select(row => new XElement(Xs + "attribute", new XAttribute("name", row.Name), Documentation(row), Simple(row)))))));

    private static XElement WithCondition(XElement simple)
    {
        // a type within a simpleContent needs a name, so that it stands within the restriction of any text
        return new XElement(Xs + "complexType", new XElement(Xs + "simpleContent", new XElement(Xs + "restriction", new XAttribute("base", "text"), simple)));
    }

    // a value, or what MSBuild puts one in the place of; words in any letter case, of which an editor offers the usual one
    private static XElement Simple(Option option)
    {
        var shape = OptionShape.Of(option);
        XElement[] types = shape.Kind is "integer" or "number" ? [Number(shape)] : option.Words.Count > 0 ? [Words(option), AnyCase(option)] : [];
        return new XElement(Xs + "simpleType", types.Length == 0
            ? new XElement(Xs + "restriction", new XAttribute("base", "xs:string"))
            : new XElement(Xs + "union", new XAttribute("memberTypes", "reference"), types));
    }

    private static XElement Number(OptionShape shape) => new(Xs + "simpleType", new XElement(Xs + "restriction",
        new XAttribute("base", shape.Kind == "integer" ? "xs:integer" : "xs:double"),
        shape.Min is { } min ? new XElement(Xs + (shape.IsAboveMin ? "minExclusive" : "minInclusive"), new XAttribute("value", min)) : null,
        shape.Max is { } max ? new XElement(Xs + (shape.IsBelowMax ? "maxExclusive" : "maxInclusive"), new XAttribute("value", max)) : null));

    private static XElement Words(Option option) => new(Xs + "simpleType", new XElement(Xs + "restriction", new XAttribute("base", "xs:string"),
        option.Words.Select(word => new XElement(Xs + "enumeration", new XAttribute("value", word)))));

    private static XElement AnyCase(Option option) => new(Xs + "simpleType", new XElement(Xs + "restriction", new XAttribute("base", "xs:string"),
        new XElement(Xs + "pattern", new XAttribute("value", $@"\s*({string.Join('|', option.Words.Concat(option.OtherWords).Select(AnyCase))})\s*"))));

    private static string AnyCase(string word) => string.Concat(word.Select(c => char.IsAsciiLetter(c)
        ? $"[{char.ToLowerInvariant(c)}{char.ToUpperInvariant(c)}]" : char.IsAsciiDigit(c) || c is '_' or '-' ? $"{c}" : $"\\{c}"));

    private static XElement Documentation(Option option) => Documentation($"{option.Summary} {char.ToUpperInvariant(option.Range[0])}{option.Range[1..]}."
        + (option.DefaultText.Length > 0 ? $" Default: {option.DefaultText}." : "") + (option.KohyaName is { } kohya ? $" kohya: {kohya}." : ""));

    private static XElement Documentation(string text) => new(Xs + "annotation", new XElement(Xs + "documentation", text));
}
