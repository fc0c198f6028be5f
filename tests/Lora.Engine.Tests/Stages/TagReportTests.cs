using Lora.Project;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>What Validate finds in the tags of all captions.</summary>
public sealed class TagReportTests : IDisposable
{
    private readonly StageProject _project = new() { BaseModel = Repository.ZorblaxModel };
    private int _images;

    public TagReportTests() => _project.Values["Trigger"] = "zorblax";

    public void Dispose() => _project.Dispose();

    [Fact]
    public void TagsOnEveryPictureAndOnOne_AreMessages()
    {
        for (var i = 0; i < 10; i++)
        {
            Add($"red body, blue body, two eyes, smile{(i < 7 ? $", only {i}" : "")}");
        }

        Assert.Equal(
        [
            "LORA2070: On every one of 10 pictures: 'blue body', 'red body', 'smile', 'two eyes'.",
            "LORA2071: 7 of 11 tags stand on one picture alone: 'only 0', 'only 1', 'only 2', 'only 3', 'only 4' and 2 more.",
        ], Found("LORA2070", "LORA2071"));
        Assert.All(_project.Run(Stage.Validate).Findings, finding => Assert.Equal(Severity.Message, finding.Severity));
    }

    [Theory]
    [InlineData("blue eyes, smile, red eyes", "'blue eyes', 'red eyes'")]
    [InlineData("Blue_eyes, red_eyes, silver hair, grey hair", "'Blue_eyes', 'red_eyes'")]
    [InlineData("blonde hair, yellow hair, red shirt, blue shirt", null)]
    [InlineData("blue eyes, red eyes, heterochromia", null)]
    [InlineData("red hair, black hair, gradient hair", null)]
    [InlineData("2girls, blue eyes, red eyes", null)]
    [InlineData("6+boys, blue eyes, red eyes", null)]
    [InlineData("1girl, 1boy, blue eyes, red eyes", null)]
    [InlineData("1girl, blue eyes, red eyes", "'blue eyes', 'red eyes'")]
    public void TwoColoursOfOneThing_AreAWarning(string caption, string? tags)
    {
        Add(caption);
        Assert.Equal(tags is null ? [] : [$"LORA2072: 'images/x00.png' is tagged {tags}."], Found("LORA2072"));
    }

    [Theory]
    [InlineData("dragon", true)]
    [InlineData("Red Dress", true)]
    [InlineData("zorblax", false)]
    [InlineData("zorblax dragon", false)]
    public void TriggerThatIsACommonWord_IsAWarningAtItsProperty(string trigger, bool isCommon)
    {
        Add("smile");
        _project.Values["Trigger"] = trigger;
        Assert.Equal(isCommon ? [$"LORA2075: The trigger '{trigger}' is a common word."] : [], Found("LORA2075"));
        Assert.All(_project.Run(Stage.Validate).Findings, finding => Assert.Equal(3, finding.Line));
    }

    [Theory]
    [InlineData("", "mychar", 8, 2, true)]
    [InlineData("zorblax", "mychar", 8, 2, false)]
    [InlineData("", "mychar", 8, 0, false)]
    [InlineData("", "mychar", 8, 5, false)]
    [InlineData("", "mychar", 2, 1, false)]
    [InlineData("", "1girl", 8, 2, false)]
    [InlineData("", "girl", 8, 2, false)]
    public void WordThatBeginsMostCaptions_IsATriggerThatTheOthersMiss(string trigger, string first, int with, int without, bool isFound)
    {
        _project.Values["Trigger"] = trigger;
        using var project = new StageProject { BaseModel = _project.BaseModel };
        for (var i = 0; i < with + without; i++)
        {
            project.AddImage($"images/{i:D2}.png", TestImage.Png(128, 128, seed: i + 1), i < with ? $"{first}, smile" : "hat, smile");
        }

        foreach (var (name, value) in _project.Values)
        {
            project.Values[name] = value;
        }

        Assert.Equal(isFound ? ["LORA2074: 'mychar' is the first tag of 8 captions, and missing in 2: 'images/08.png', 'images/09.png'."] : [],
            Found("LORA2074", project));
    }

    [Fact]
    public void MarkupOfPrompts_IsAWarning()
    {
        Add(@"(smile:1.2), hat \(red\)");
        Add("(smile: 2), hat (red)");
        Add("smile :) (hat), 1:2, ratio 16:9");

        Assert.Equal(
        [
            @"LORA2076: 2 captions hold weights, as '(smile:1.2)': 'images/x00.png', 'images/x01.png'.",
            @"LORA2077: A caption holds backslashes before parentheses, as '\(red\)': 'images/x00.png'.",
        ], Found("LORA2076", "LORA2077"));
    }

    [Fact]
    public void LongCaptions_AreCounted()
    {
        _project.Values["MaxTokenLength"] = "225";
        Add(string.Join(", ", Enumerable.Repeat("red", 40)));
        Add(string.Join(", ", Enumerable.Repeat("red", 80)));

        Assert.Matches(@"^LORA2073: Of 2 captions have 2 more than 75, 1 more than 150 tokens; the longest has 1\d\d\.$", Assert.Single(Found("LORA2073")));
    }

    [Fact]
    public void Rules_SayWhatTheyLeave()
    {
        Add("Look at me.");
        Add("smile");
        _project.AddRule("misspelt", TagActions.Remove, "simle");
        _project.AddRule("no smile", TagActions.Remove, "smile");
        _project.AddRule("sorted", TagActions.Sort);

        Assert.Equal(
        [
            "LORA2064: TagRule 'misspelt' finds nothing to do in 2 captions.",
            "LORA2065: A caption has sentences, which no tag rule changes: 'images/x00.png'.",
            "LORA2006: The tag rules leave nothing of the caption of 'images/x01.png'.",
        ], Found("LORA2064", "LORA2065", "LORA2006"));
    }

    [Fact]
    public void RulesThatAreWrong_HideNothingElse()
    {
        _project.AddImage("images/empty.png", TestImage.Png(128, 128, seed: 9), "");
        _project.Write("aliases.csv", "oops");
        _project.AddRule("danbooru", TagActions.Replace, file: "aliases.csv");

        Assert.Equal(["LORA2006", "LORA2063"], _project.Run(Stage.Validate).Findings.Select(finding => finding.Code).Order());
    }

    private void Add(string caption) => _project.AddImage($"images/x{_images:D2}.png", TestImage.Png(128, 128, seed: 20 + _images++), caption);

    private IEnumerable<string> Found(params string[] codes) => [.. codes.SelectMany(code => Found(code, _project))];

    // without the advice that ends a message
    private static IEnumerable<string> Found(string code, StageProject project) => project.Run(Stage.Validate).Findings.Where(finding => finding.Code == code)
        .Select(finding => $"{code}: {finding.Message.Replace(" " + DiagnosticCatalog(code).Fix, "", StringComparison.Ordinal)}");

    private static Descriptor DiagnosticCatalog(string code) => typeof(DatasetDiagnostics).GetProperties().Select(property => property.GetValue(null))
        .OfType<Descriptor>().Single(descriptor => descriptor.Code == code);
}
