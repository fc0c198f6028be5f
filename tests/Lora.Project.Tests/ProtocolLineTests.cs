using Lora.Vocabulary;
using FsCheck;
using FsCheck.Fluent;

namespace Lora.Project.Tests;

public sealed class ProtocolLineTests
{
    public static TheoryData<string> Lines =>
    [
        "", "hello", "{", "{}", "[]", "{\"type\":1}", "{\"type\":\"of the future\"}", "{\"type\":\"result\",\"result\":{\"stage\":\"Tr",
            "{\"type\":\"hello\"}", "{\"type\":\"hello\",\"protocol\":\"x\"}", "{\"type\":null}",
    ];

    [Fact]
    public void EveryEvent_SurvivesTheLine()
    {
        var finding = DatasetDiagnostics.CaptionEmpty.At("'a \"ä\".txt' is empty.", "images/ä.txt", 2, 3);
        EngineEvent[] events =
        [
            new HelloEvent(1, "0.1.0"), new MessageEvent("14 images \u2192 800 steps", true), new ProgressEvent(Stage.Train, 1, 4, "steps", null, 0, 1.5),
                new FindingEvent(finding),
        ];

        Assert.All(events, message => Assert.Equal(message, ProtocolLine.ReadEvent(ProtocolLine.Write(message))));
        Assert.All(events, message => Assert.DoesNotContain('\n', ProtocolLine.Write(message)));
    }

    [Fact]
    public void Result_SurvivesTheLine()
    {
        var result = new StageResult(Stage.Sample, "key", true, false, true, [new OutputFile(OutputRoot.Out, "samples/grid.png", "hash")], []);

        var read = Assert.IsType<ResultEvent>(ProtocolLine.ReadEvent(ProtocolLine.Write(new ResultEvent(result)))).Result;

        Assert.Equal(result.Outputs, read.Outputs);
        Assert.Equal(result with { Outputs = read.Outputs, Findings = read.Findings }, read);
    }

    [Fact]
    public void Commands_SurviveTheLine()
    {
        Assert.Equal(new RunCommand("/a b/ü.json"), ProtocolLine.ReadCommand(ProtocolLine.Write(new RunCommand("/a b/ü.json"))));
        Assert.Equal("{\"type\":\"cancel\"}", ProtocolLine.Write(new CancelCommand()));
        Assert.Equal(new CancelCommand(), ProtocolLine.ReadCommand("{\"type\":\"cancel\"}"));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void OtherLine_IsNoEvent(string line)
    {
        Assert.Null(ProtocolLine.ReadEvent(line));
        Assert.Null(ProtocolLine.ReadCommand(line));
    }

    [Fact]
    public void CutLine_IsNoEvent()
    {
        var line = ProtocolLine.Write(new FindingEvent(DatasetDiagnostics.NoImages.At("None.", "a", 1, 2)));

        Prop.ForAll(Gen.Choose(0, line.Length - 1).ToArbitrary(), length => ProtocolLine.ReadEvent(line[..length]) is null).QuickCheckThrowOnFailure();
    }
}
