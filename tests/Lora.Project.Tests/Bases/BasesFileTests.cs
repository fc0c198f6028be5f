using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Lora.Testing;

namespace Lora.Project.Tests.Bases;

public sealed class BasesFileTests : IDisposable
{
    private const string Hash = "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef";

    private readonly TempFolder _folder = new();

    [Fact]
    public void Bases_AreReadWithThePlacesOfWhatTheySay()
    {
        var file = Read($$"""
            {
              "$schema": "https://example.org/bases.schema.json",
              "bases": {
                "sd15": { "path": "../models/sd15" },
                "noob v-pred": {
                  "url": "https://example.org/noob.safetensors?token=x",
                  "sha256": "{{Hash}}", "kind": "sdxl", "license": "fair\n  use",
                  "clipSkip": 2, "resolution": 1024.0, "prediction": "v_prediction", "zeroTerminalSnr": false
                }
              }
            }
            """);

        Assert.Empty(file.Findings);
        var sd15 = file.Bases["sd15"];
        Assert.Equal(("../models/sd15", null, "", 4), (sd15.Path, sd15.Address, sd15.Sha256, sd15.Place.Line));
        var noob = file.Bases["noob v-pred"];
        Assert.Equal((null, "https://example.org/noob.safetensors", Hash.ToLowerInvariant(), "sdxl", "fair use"),
            (noob.Path, noob.Address?.ToString(), noob.Sha256, noob.Kind, noob.License));
        Assert.Equal([("ClipSkip", "2"), ("Resolution", "1024"), ("VParameterization", "true"), ("ZeroTerminalSnr", "false")],
            noob.Recommended.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal((8, 7), (noob.Places["clipSkip"].Line, noob.Places["clipSkip"].Column));
    }

    [Theory]
    [InlineData("[]", "The file has to be an object with 'bases': base models by name")]
    [InlineData("{}", "There is no 'bases' in it.")]
    [InlineData("{ 'bases': {}, 'base': {} }", "There is no key 'base'; did you mean 'bases'?")]
    [InlineData("{ 'bases': [] }", "'bases' has to be an object with a base a name.")]
    [InlineData("{ '$schema': 1, 'bases': {} }", "'$schema' has to be a text: ")]
    [InlineData("{ 'bases': { 'a': 1 } }", "'a' has to be an object with a path, or a url and its sha256.")]
    [InlineData("{ 'bases': { 'a': {} } }", "The base 'a' has neither a path nor a url.")]
    [InlineData("{ 'bases': { 'a/b': { 'path': 'x' } } }", "'a/b' is no name of a base: it would be a path.")]
    [InlineData("{ 'bases': { '..': { 'path': 'x' } } }", "'..' is no name of a base: it would be a path.")]
    [InlineData("{ 'bases': { 'a': { 'url': 'https://h/SECRET' } } }", "The base 'a' has a url and no sha256.")]
    [InlineData("{ 'bases': { 'a': { 'url': 'https://h/SECRET', 'sha256': 'HASH', 'path': 'x' } } }", "A base has a path or a url, not both.")]
    [InlineData("{ 'bases': { 'a': { 'path': 'x', 'sha265': 'HASH' } } }", "There is no key 'sha265' in a base; did you mean 'sha256'?")]
    [InlineData("{ 'bases': { 'a': { 'path': 'x', 'sha256': 'SECRET' } } }", "'sha256' has to be the SHA-256 of the file, 64 hexadecimal digits.")]
    [InlineData("{ 'bases': { 'a': { 'path': 'x', 'kind': 'flux' } } }", "'kind' has to be one of sd1, sd2, sdxl.")]
    [InlineData("{ 'bases': { 'a': { 'path': 'x', 'clipSkip': 1.5 } } }", "'clipSkip' has to be a whole number of at least 1: ClipSkip")]
    [InlineData("{ 'bases': { 'a': { 'path': 'x', 'prediction': 'v' } } }", "'prediction' has to be one of epsilon, v_prediction.")]
    [InlineData("{ 'bases': { 'a': { 'path': 'x', 'zeroTerminalSnr': 1 } } }", "'zeroTerminalSnr' has to be true or false.")]
    [InlineData("{ 'bases': { 'a': { 'path': '' } } }", "'path' has to be a file or folder, relative to this file.")]
    [InlineData("{ 'bases': { 'a': { 'url': 'http://h/?SECRET', 'sha256': 'HASH' } } }", "The url is http://, which anybody between here and h can read")]
    [InlineData("{ 'bases': { 'a': { 'path': 'x' }, 'a': { 'path': 'y' } } }", "It is no JSON: Duplicate property 'a'")]
    [InlineData("{ 'bases': { 'a': { 'path': 'x', } } }", "It is no JSON: The JSON object contains a trailing comma")]
    [InlineData("", "It is no JSON: The input does not contain any JSON tokens.")]
    [InlineData("{ 'bases': { 'a': { 'path': '\\ud800' } } }", "It is no JSON: A string holds what is no text.")]
    public void Mistake_IsOneFindingInItsLineWithoutTheValue(string json, string says)
    {
        // each value in a line of its own
        var file = Read(json.Replace('\'', '"').Replace("HASH", Hash, StringComparison.Ordinal).Replace(", ", ",\n", StringComparison.Ordinal));

        var finding = Assert.Single(file.Findings);
        Assert.Contains(says.StartsWith("The url is", StringComparison.Ordinal) ? "LORA1032" : "LORA1031", finding.Code, StringComparison.Ordinal);
        Assert.StartsWith(says, finding.Message, StringComparison.Ordinal);
        Assert.Equal(file.Path, finding.File);
        Assert.DoesNotContain("SECRET", finding.Message, StringComparison.Ordinal);
        Assert.Empty(file.Bases);
    }

    [Fact]
    public void Mistakes_AreAllFoundAtTheirPlaces()
    {
        var file = Read("\uFEFF{ \"bases\": {\n \"a\": {\n  \"path\": \"x\",\n  \"kind\": 1,\n  \"foo\": 2 },\n \"b\": {} } }");

        Assert.Equal([(4, 3), (5, 3), (6, 2)], file.Findings.Select(finding => (finding.Line, finding.Column)));
    }

    [Fact]
    public void AnyText_IsReadOrFound()
    {
        string[] words =
        [
            "{", "}", "[", "]", ":", ",", "\"bases\"", "\"a\"", "\"path\"", "\"url\"", "\"sha256\"", $"\"{Hash}\"", "\"https://h/x\"", "1", "null",
            "\"\\ud800\"", "\n",
        ];
        Prop.ForAll(Gen.Elements(words).ListOf().ToArbitrary(), parts => Read(string.Concat(parts)).Findings.All(finding => finding.Code.StartsWith("LORA103")))
            .QuickCheckThrowOnFailure();
        Prop.ForAll<Dictionary<NonNull<string>, NonNull<string>>>(entry =>
        {
            var json = JsonSerializer.Serialize(new { bases = new { a = entry.ToDictionary(pair => pair.Key.Get, pair => pair.Value.Get) } });
            return Read(json).Findings.Count > 0;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Schema_DeclaresItsDraft() =>
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", JsonDocument.Parse(File.ReadAllText(Repository.At("schemas", "bases.schema.json")))
            .RootElement.GetProperty("$schema").GetString());

    public void Dispose() => _folder.Dispose();

    private BasesFile Read(string text)
    {
        File.WriteAllBytes(_folder["bases.json"], Encoding.UTF8.GetBytes(text));
        return BasesFile.Read(_folder["bases.json"]);
    }
}
