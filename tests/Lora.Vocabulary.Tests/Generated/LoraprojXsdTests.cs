using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Lora.Testing;

namespace Lora.Vocabulary.Tests.Generated;

/// <summary>The XSD as an XML library reads it, without any of its warnings.</summary>
public sealed class LoraprojXsdTests
{
    private static readonly Lazy<XmlSchemaSet> Schemas = new(() =>
    {
        var schemas = new XmlSchemaSet { XmlResolver = null };
        schemas.ValidationEventHandler += (_, problem) => Assert.Fail(problem.Message);
        schemas.Add(null, XmlReader.Create(new StringReader(LoraprojXsd.Text())));
        schemas.Compile();
        return schemas;
    });

    public static TheoryData<string> Examples => [.. Directory.GetFiles(Repository.At("examples"), "*.loraproj", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Root, path))];

    public static TheoryData<string> Names => [.. Options.All.Select(option => option.Name)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_IsValid(string path) => Assert.Empty(Problems(File.ReadAllText(Repository.At(path))));

    [Theory]
    [MemberData(nameof(Names))]
    public void ValueInForce_IsAValueOfTheSchema(string name)
    {
        var option = Options.Find(name)!;
        var text = OptionValues.Resolve(Options.All, new Dictionary<string, string>()).Text(option);

        // an empty one sets nothing, and is MSBuild's way to say so
        Assert.Empty(Problems(Property(name, text.Length > 0 ? text : "$(Other)")));
    }

    [Theory]
    [InlineData("<UnetLr>5e-4</UnetLr>", true)]
    [InlineData("<UnetLr Condition=\"'$(Fast)' == 'true'\">$(Rate)</UnetLr>", true)]
    [InlineData("<UnetLr>fast</UnetLr>", false)]
    [InlineData("<UnetLr>11</UnetLr>", false)]
    [InlineData("<NetworkDim>8.5</NetworkDim>", false)]
    [InlineData("<LrScheduler>Cosine</LrScheduler>", true)]
    [InlineData("<LrScheduler>cosin</LrScheduler>", false)]
    [InlineData("<SavePrecision>float</SavePrecision>", true)]
    [InlineData("<LoraPreset>Tiny</LoraPreset>", true)]
    [InlineData("<NetworkDimm>8</NetworkDimm>", false)]
    [InlineData("<EnableBucket>FALSE</EnableBucket>", true)]
    [InlineData("<EnableBucket>no</EnableBucket>", false)]
    [InlineData("<Version>1.0.0</Version><NoWarn>$(NoWarn);LORA2011</NoWarn>", true)]
    public void Property_IsCheckedAsThePlanDoes(string property, bool isValid) =>
        Assert.Equal(isValid, Problems($"<Project Sdk='Lora.Sdk'><PropertyGroup>{property}</PropertyGroup></Project>").Count == 0);

    [Theory]
    [InlineData("<Prompt Include='a' Text='b' Steps='8' />", true)]
    [InlineData("<Prompt Include='a'><Text>b</Text><Steps>8</Steps></Prompt>", true)]
    [InlineData("<Prompt Include='a' Txt='b' />", false)]
    [InlineData("<Prompt Include='a' Steps='many' />", false)]
    [InlineData("<Promt Include='a' />", false)]
    [InlineData("<Image Update='images/a.png' NumRepeats='3' />", true)]
    [InlineData("<Image Update='images/a.png' NumRepeats='0' />", false)]
    [InlineData("<PackageReference Include='X' Version='1.0.0' /><None Include='notes.md' Pack='true' />", true)]
    public void Item_IsCheckedAsThePlanDoes(string item, bool isValid) =>
        Assert.Equal(isValid, Problems($"<Project Sdk='Lora.Sdk'><ItemGroup>{item}</ItemGroup></Project>").Count == 0);

    [Fact]
    public void Frame_IsMSBuilds() => Assert.Empty(Problems("""
        <Project Sdk="Lora.Sdk">
          <Import Project="common.props" Condition="Exists('common.props')" />
          <Choose><When Condition="'$(A)' == ''"><PropertyGroup><Seed>1</Seed></PropertyGroup></When><Otherwise /></Choose>
          <Target Name="Mine" AfterTargets="Train"><Message Text="done" /></Target>
        </Project>
        """));

    [Fact]
    public void EveryOptionAndMetadata_HasItsDocumentation()
    {
        XNamespace xs = "http://www.w3.org/2001/XMLSchema";
        var schema = XDocument.Parse(LoraprojXsd.Text());

        Assert.All(Options.All, option => Assert.Contains(schema.Root!.Elements(xs + "element"), element =>
            element.Attribute("name")!.Value == option.Name && element.Value.StartsWith(option.Summary, StringComparison.Ordinal)));
        Assert.All(Items.All.SelectMany(group => group), row => Assert.Contains(schema.Descendants(xs + "attribute"), attribute =>
            attribute.Attribute("name")?.Value == row.Name && attribute.Value.StartsWith(row.Summary, StringComparison.Ordinal)));
    }

    private static string Property(string name, string text) =>
        new XElement("Project", new XElement("PropertyGroup", new XElement(name, text))).ToString();

    private static IReadOnlyList<string> Problems(string project)
    {
        var problems = new List<string>();
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = Schemas.Value };
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        settings.ValidationEventHandler += (_, problem) => problems.Add(problem.Message);
        using var reader = XmlReader.Create(new StringReader(project), settings);
        while (reader.Read())
        {
        }

        return problems;
    }
}
