using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lora.Testing;

namespace Lora.Project.Tests.Kohya;

public sealed class ConfigFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void TomlAndJson_AreTheSameTree()
    {
        const string Toml = "x = 'a'\n[general]\nshuffle = true\nn.rate = 0.5\n[[datasets]]\nsize = [512, 768]\n  [[datasets.subsets]]\n  dir = \"b\"\n"
            + "  [[datasets.subsets]]\n  dir = 'c'\n[[datasets]]\nbatch = 2\n";
        const string Json = """
            {"x": "a", "none": null, "general": {"shuffle": true, "n": {"rate": 0.5}},
             "datasets": [{"size": [512, 768], "subsets": [{"dir": "b"}, {"dir": "c"}]}, {"batch": 2}]}
            """;

        var (toml, json) = (Read("a.toml", Toml), Read("a.json", Json));

        Assert.Equal(Describe(json), Describe(toml));
        Assert.Equal("{x: a (a text), general: {shuffle: true (true or false), n: {rate: 0.5 (a number)}}, datasets: [{size: [512 (a number), 768 (a number)], "
            + "subsets: [{dir: b (a text)}, {dir: c (a text)}]}, {batch: 2 (a number)}]}", Describe(toml));
        Assert.Equal((3, 1), Place(((ConfigTable)toml.Find("general")!).Find("shuffle")!));
        Assert.Equal((1, 38), Place(((ConfigTable)json.Find("general")!).Find("shuffle")!));
        Assert.Equal((10, 3), Place(((ConfigTable)((ConfigArray)((ConfigTable)((ConfigArray)toml.Find("datasets")!).Items[0]).Find("subsets")!).Items[1])
            .Find("dir")!));
    }

    [Theory]
    [InlineData("a.toml", "a = 1\nb = [1,\n", 3, 1, "It is no TOML: ")]
    [InlineData("a.toml", "a = 1\nb =\n", 2, 4, "It is no TOML: ")]
    [InlineData("a.toml", "a = 1\n  a = 2", 2, 3, "'a' stands twice.")]
    [InlineData("a.toml", "[[a]]\n[a]\n", 2, 2, "'a' stands twice.")]
    [InlineData("a.toml", "a = \"\\ud800\"", 1, 7, "It is no TOML: ")]
    [InlineData("a.json", "{\n \"a\": 1,\n}", 3, 1, "It is no JSON: ")]
    [InlineData("a.json", "{\"a\": \"\\ud800\"}", 1, 7, "It is no JSON: ")]
    [InlineData("a.json", "{\"a\": 1, \"a\": 2}", 0, 0, "It is no JSON: ")]
    [InlineData("a.json", "[]", 1, 1, "It is not an object.")]
    [InlineData("a.yaml", "a: 1", 0, 0, "'a.yaml' ends neither in .toml nor in .json.")]
    public void MalformedFile_IsOneErrorWithItsPlace(string name, string text, int line, int column, string problem)
    {
        var error = Assert.Throws<ConfigException>(() => Read(name, text));

        Assert.StartsWith(problem, error.Message);
        Assert.Equal((Path.Combine(_folder.Path, name), line, column), (error.Place.File, error.Place.Line, error.Place.Column));
    }

    [Theory]
    [InlineData("a.toml", "a = ", '[', 5_000_000)]
    [InlineData("a.toml", "a = ", '[', 40)]
    [InlineData("a.json", "", '[', 5_000_000)]
    [InlineData("a.json", "{\"a\":", '[', 40)]
    [InlineData("a.toml", "# ", 'x', 9_000_000)]
    public void DeepOrHugeFile_IsAnErrorToo(string name, string head, char fill, int count) =>
        Assert.Throws<ConfigException>(() => Read(name, head + new string(fill, count)));

    [Fact]
    public void DottedNames_AreNoDepthOfTheStack()
    {
        var error = Assert.Throws<ConfigException>(() => Read("a.toml", string.Join('.', Enumerable.Repeat("a", 200_000)) + " = 1"));

        Assert.StartsWith("It is no TOML: ", error.Message);
    }

    [Fact]
    public void OtherEncoding_IsAnError()
    {
        var path = Path.Combine(_folder.Path, "a.toml");
        File.WriteAllBytes(path, [(byte)'a', (byte)'=', (byte)'"', 0xE4, (byte)'"']);

        Assert.Equal("It is not in UTF-8.", Assert.Throws<ConfigException>(() => ConfigFile.Read(path)).Message);
        Assert.Equal("There is no such file.", Assert.Throws<ConfigException>(() => ConfigFile.Read(path + ".toml")).Message);
    }

    [Fact]
    public void AnyText_IsReadOrRefused()
    {
        const string Whole = "[general]\nflip_aug = true\n[[datasets]]\nresolution = [512, 512]\n[[datasets.subsets]]\nimage_dir = 'a'\nnum_repeats = 10\n";
        Prop.ForAll<NonNegativeInt, char, bool>((at, c, isJson) =>
        {
            var text = isJson ? "{\"general\": {\"flip_aug\": true}, \"datasets\": [{\"subsets\": [{\"image_dir\": \"a\"}]}]}" : Whole;
            var changed = new StringBuilder(text) { [at.Get % text.Length] = c }.ToString();
            try
            {
                Assert.NotNull(Parse(isJson ? "a.json" : "a.toml", changed));
            }
            catch (ConfigException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }).QuickCheckThrowOnFailure();
    }

    public void Dispose() => _folder.Dispose();

    private static ConfigTable Parse(string name, string text) => name.EndsWith(".json", StringComparison.Ordinal) ? JsonConfig.Parse(name, text)
        : TomlConfig.Parse(name, text);

    private ConfigTable Read(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return ConfigFile.Read(path);
    }

    private static (int Line, int Column) Place(ConfigNode node) => (node.Place.Line, node.Place.Column);

    private static string Describe(ConfigNode node) => node switch
    {
        ConfigTable table => $"{{{string.Join(", ", table.Entries.Select(entry => $"{entry.Key}: {Describe(entry.Value)}"))}}}",
        ConfigArray list => $"[{string.Join(", ", list.Items.Select(Describe))}]",
        ConfigScalar scalar => $"{scalar.Text} ({scalar.Kind})",
        _ => "?",
    };
}
