using System.Text;
using System.Text.Json;
using Lora.Testing;

namespace Lora.Project.Tests.Schemas;

/// <summary>The files in <c>schemas/</c>: each is a schema of its draft, and says of a broken file where and why.</summary>
public sealed class SchemaFilesTests : IDisposable
{
    private const string Dataset = """
        {
          "general": { "enable_bucket": true, "keep_tokens": 1 },
          "datasets": [
            { "resolution": [768, 512], "batch_size": 4,
              "subsets": [
                { "image_dir": "a", "num_repeats": 10, "class_tokens": "zorblax creature" },
                { "image_dir": "b", "is_reg": true } ] } ]
        }
        """;

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Files => [.. Directory.GetFiles(Repository.At("schemas"), "*.schema.json").Select(path => Path.GetFileName(path)!)];

    public static TheoryData<string> Locks =>
        [.. Directory.GetFiles(Repository.At("examples"), "*.lora.lock.json", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Schema_DeclaresItsDraftAndDescribesEveryValue(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.At("schemas", name)));
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", document.RootElement.GetProperty("$schema").GetString());
        Assert.NotNull(Schema(name).Check(document.RootElement));

        Assert.All(Described(document.RootElement), part => Assert.True(part.TryGetProperty("description", out _) || part.TryGetProperty("$ref", out _),
            part.ToString()));
    }

    [Theory]
    [MemberData(nameof(Locks))]
    public void LockFile_IsWhatItsSchemaSays(string path) =>
        Assert.Empty(Read(Path.Combine(Repository.Root, path), "lock.schema.json").Findings);

    [Theory]
    [InlineData("\"repeats\": 8", "\"repeats\": 0", "'repeats' has to be a whole number of at least 1.")]
    [InlineData("\"path\": \"images/zorblax-01.png\", ", "", "'0' has no 'path'.")]
    [InlineData("\"stage\": \"Resize\"", "\"stag\": \"Resize\"", "There is no key 'stag'; did you mean 'stage'?|'1' has no 'stage'.")]
    [InlineData("\"version\": 2", "\"version\": 3", "'version' has to be 2, the version of this format.")]
    public void BrokenLockFile_IsFoundInItsLine(string from, string to, string problems)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Zorblax, "zorblax.lora.lock.json"));
        var at = text.IndexOf(from, StringComparison.Ordinal);
        var line = text[..at].Count(c => c == '\n') + 1;

        var findings = Read(Write(text.Remove(at, from.Length).Insert(at, to)), "lock.schema.json").Findings;

        Assert.Equal(problems.Split('|').Order(StringComparer.Ordinal), findings.Select(Problem).Order(StringComparer.Ordinal));
        Assert.Contains(findings, finding => finding.Line == line);
    }

    [Fact]
    public void KohyasDataset_IsWhatItsSchemaSays() => Assert.Empty(Read(Write(Dataset), "kohya-dataset.schema.json").Findings);

    [Theory]
    [InlineData("\"keep_tokens\": 1", "\"keep_token\": 1", 2, "There is no key 'keep_token'; did you mean 'keep_tokens'?")]
    [InlineData("[768, 512]", "\"768\"", 4, "'resolution' has to be a whole number of pixels, or a list of width and height.")]
    [InlineData("[768, 512]", "[768]", 4, "'resolution' has to be a whole number of pixels, or a list of width and height.")]
    [InlineData("\"num_repeats\": 10", "\"num_repeats\": 0", 6, "'num_repeats' has to be a whole number of at least 1.")]
    [InlineData("\"image_dir\": \"b\", ", "", 7, "'1' has no 'image_dir'.")]
    [InlineData("\"enable_bucket\"", "\"alpha_mask\"", 2, "There is no key 'alpha_mask'")]
    [InlineData("\"is_reg\": true", "\"is_reg\": true, \"batch_size\": 4", 7, "There is no key 'batch_size'.")]
    [InlineData("\"class_tokens\":", "\"class_tokens\" ", 6, "It is no JSON: ")]
    public void BrokenDataset_IsFoundInItsLine(string from, string to, int line, string problem)
    {
        Assert.Contains(from, Dataset, StringComparison.Ordinal);

        var finding = Assert.Single(Read(Write(Dataset.Replace(from, to, StringComparison.Ordinal)), "kohya-dataset.schema.json").Findings);

        Assert.Equal(line, finding.Line);
        Assert.StartsWith(problem, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KohyasDataset_HasTheNamesThatItsImportKnows()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.At("schemas", "kohya-dataset.schema.json")));
        var schema = document.RootElement;
        static IEnumerable<string> Names(JsonElement part) => part.GetProperty("properties").EnumerateObject().Select(key => key.Name).Order();

        Assert.Equal(DatasetNames.InGeneral.Order(), Names(schema.GetProperty("properties").GetProperty(DatasetNames.General)));
        Assert.Equal(DatasetNames.InDataset.Order(), Names(schema.GetProperty("$defs").GetProperty("dataset")));
        Assert.Equal(DatasetNames.InSubset.Order(), Names(schema.GetProperty("$defs").GetProperty("subset")));
    }

    [Fact]
    public void AlternativesThatAllFail_AreFaults()
    {
        using var schema = new MemoryStream("""{ "anyOf": [{ "type": "string", "description": "a text" }, { "type": "null" }] }"""u8.ToArray());
        using var document = JsonDocument.Parse("1");

        Assert.Contains("The file has to be a text.", new JsonSchemaFile(schema).Check(document.RootElement).Select(fault => fault.Problem));
    }

    private static IEnumerable<JsonElement> Described(JsonElement schema)
    {
        var inner = schema.EnumerateObject().Where(entry => entry.Name is "properties" or "$defs").SelectMany(entry => entry.Value.EnumerateObject())
            .Select(entry => entry.Value);
        return inner.Where(part => part.ValueKind is JsonValueKind.Object).SelectMany(part => Described(part).Append(part));
    }

    private static JsonSchemaFile Schema(string name)
    {
        using var stream = File.OpenRead(Repository.At("schemas", name));
        return new JsonSchemaFile(stream);
    }

    // as a mistake of bases.json is reported
    private static CheckedJson Read(string path, string schema) => CheckedJson.Read(path, () => Schema(schema), ProjectDiagnostics.BasesFileWrong);

    private static string Problem(Finding finding) => finding.Message[..^(ProjectDiagnostics.BasesFileWrong.Fix.Length + 1)];

    private string Write(string text)
    {
        File.WriteAllBytes(_folder["x.json"], Encoding.UTF8.GetBytes(text));
        return _folder["x.json"];
    }
}
