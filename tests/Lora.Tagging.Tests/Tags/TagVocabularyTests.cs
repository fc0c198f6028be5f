using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Tagging.Tests.Tags;

/// <summary>The list of tags as people's editors leave it, and what is made of probabilities by hand.</summary>
public sealed class TagVocabularyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void List_IsReadWhateverItsLineEndsAndColumns()
    {
        File.WriteAllText(_folder["tags.csv"], "\uFEFFcategory,name,ips\r\n9,general,\r\n\r\n0,\"smile, \"\"wide\"\"\",x\r\n4,\"zor\nblax\"\n7,odd\n");
        Assert.Equal(
        [
            new("general", TagCategory.Rating), new("smile, \"wide\"", TagCategory.General), new("zor\nblax", TagCategory.Character),
            new TagEntry("odd", TagCategory.Other),
        ], TagVocabulary.Read(_folder["tags.csv"]));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("name,category\n", 0)]
    [InlineData("tag_id,name\n1,smile\n", 1)]
    [InlineData("name,category\nsmile,0\nhat\n", 3)]
    [InlineData("name,category\nsmile,zero\n", 2)]
    [InlineData("name,category\n\"smile,0\n", 2)]
    public void WrongList_NamesTheLine(string text, int line)
    {
        File.WriteAllText(_folder["tags.csv"], text);
        var error = Assert.Throws<OnnxException>(() => TagVocabulary.Read(_folder["tags.csv"]));
        Assert.Equal((OnnxFault.ListWrong, line), (error.Fault, error.Line));
    }

    [Fact]
    public void Most_AreTheMostProbableInTheOrderOfTheList()
    {
        Assert.Equal(["hat", "smile"], Tags(("MaxTags", "2")));
        Assert.Equal(["smile", "hat"], Tags(("MaxTags", "2"), ("TagsByScore", "true")));
        Assert.Equal(["rating", "hat", "smile"], Tags(("MaxTags", "2"), ("UseRatingTags", "true")));
        Assert.Equal(["hat", "smile", "cat_(b)"], Tags());
        Assert.Equal(["hat", "smile", "cat", "b"], Tags(("CharacterTagExpand", "true")));
        Assert.Equal(["hat", "smile", "cat"], Tags(("CharacterTagExpand", "true"), ("UndesiredTags", "b")));
        Assert.Equal(["hat", "smile"], Tags(("TagReplacement", "cat_(b),hat")));
        Assert.Equal(["x, y", "smile", "cat_(b)"], Tags(("TagReplacement", @"hat,x\, y")));
    }

    private static IReadOnlyList<string> Tags(params (string Name, string Value)[] written)
    {
        TagEntry[] list = [new("rating", TagCategory.Rating), new("hat", TagCategory.General), new("smile", TagCategory.General),
            new("cat_(b)", TagCategory.Character), new("odd", TagCategory.Other)];
        var values = OptionValues.Resolve(Options.All, written.Append(("Tagger", "x")).ToDictionary(pair => pair.Item1, pair => pair.Item2));
        return new TaggerRules(list, values).Tags([0.9f, 0.6f, 0.8f, 0.5f, 1f]);
    }
}
