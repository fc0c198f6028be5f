using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Lora.Project.Tests.Schemas;

public sealed class JsonPlacesTests
{
    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("/a", 2, 3)]
    [InlineData("/a/0", 2, 9)]
    [InlineData("/a/1/b", 3, 6)]
    [InlineData("/a/2", 3, 19)]
    [InlineData("/ü~1~0", 4, 3)]
    [InlineData("/c", 4, 17)]
    [InlineData("/a/1/nothing/below", 3, 4)]
    [InlineData("/nothing", 1, 1)]
    public void Value_StandsWhereItsNameDoes(string pointer, int line, int column)
    {
        var text = "{\n  \"a\": [1,\n   { \"b\": null }, []],\n  \"ü/~\": \"ü[{\", \"c\": 2\n}";

        Assert.Equal(new SourcePlace("x.json", line, column), new JsonPlaces("x.json", Encoding.UTF8.GetBytes(text))[pointer]);
    }

    [Theory]
    [InlineData("[\n \"\\ud800\"]", 1, 1)]
    [InlineData("{\n \"\\udc00\": 1}", 1, 1)]
    [InlineData("{\n\"a\" 1}", 1, 4)]
    [InlineData("{\n \"a\": \"b\\u0000\"}", 1, 6)]
    public void WhatIsNoText_IsAFaultAtItsPlace(string text, long line, long column)
    {
        var error = Assert.ThrowsAny<JsonException>(() => new JsonPlaces("x.json", Encoding.UTF8.GetBytes(text)));

        Assert.Equal((line, column), (error.LineNumber, error.BytePositionInLine));
    }

    [Fact]
    public void EveryPropertysPlace_BeginsWithItsName() => Prop.ForAll<string[]>(words =>
    {
        var names = words.OfType<string>().Where(IsText).Distinct().ToArray();
        var text = JsonSerializer.Serialize(names.ToDictionary(name => name, name => new[] { name }), new JsonSerializerOptions { WriteIndented = true });
        var places = new JsonPlaces("x.json", Encoding.UTF8.GetBytes(text));
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return names.All(name => places[$"/{JsonPlaces.Escape(name)}"] is var place
            && lines[place.Line - 1][(place.Column - 1)..].StartsWith(JsonSerializer.Serialize(name) + ":", StringComparison.Ordinal)
            && places[$"/{JsonPlaces.Escape(name)}/0"].Line == place.Line + 1 && JsonPlaces.Leaf($"/a/{JsonPlaces.Escape(name)}") == name);
    }).QuickCheckThrowOnFailure();

    private static bool IsText(string word) => !word.Contains('\0', StringComparison.Ordinal)
        && new UTF8Encoding(false).GetString(new UTF8Encoding(false).GetBytes(word)) == word;
}
