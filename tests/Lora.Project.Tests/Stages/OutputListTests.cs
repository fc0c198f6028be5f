using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Stages;

public sealed class OutputListTests : IDisposable
{
    private static readonly Stage[] Both = [Stage.Resize, Stage.Tag];

    private readonly TempFolder _folder = new("lora-outputs-");

    private string List => _folder["obj/critter.loraproj.FileListAbsolute.txt"];

    [Fact]
    public void WhatIsMadeNoLonger_IsDeleted()
    {
        Make(Stage.Resize, "images/01.png", "images/02.png");
        Make(Stage.Tag, "captions/01.txt");
        Assert.Empty(Sweep());
        Make(Stage.Resize, "images/01.png");

        Assert.Empty(Sweep());

        Assert.Equal(["captions/01.txt", "images/01.png"], Files());
        Assert.Equal([_folder["obj/images/01.png"], _folder["obj/captions/01.txt"]], File.ReadAllLines(List)[1..]);
    }

    [Fact]
    public void WhatAnotherStageMakesNow_Stays()
    {
        Make(Stage.Resize, "images/01.png", "both.txt");
        Make(Stage.Tag, "captions/01.txt");
        Sweep();
        Make(Stage.Resize, "images/01.png");
        Make(Stage.Tag, "captions/01.txt", "both.txt");

        Sweep();

        Assert.Equal(["both.txt", "captions/01.txt", "images/01.png"], Files());
    }

    [Fact]
    public void NothingNew_ReadsNoFurtherThanTheFirstLine()
    {
        Make(Stage.Resize, "images/01.png");
        Make(Stage.Tag, "captions/01.txt");
        Sweep();
        var written = File.GetLastWriteTimeUtc(List);

        Assert.Empty(new OutputList(List, Paths()).Sweep(Both, () => throw new InvalidOperationException("asked")));

        Assert.Equal(written, File.GetLastWriteTimeUtc(List));
    }

    /// <summary>Earlier versions let MSBuild write the list: without a first line, and with its own files.</summary>
    [Fact]
    public void ListOfAnEarlierVersion_IsTakenOver()
    {
        Make(Stage.Resize, "images/01.png");
        Make(Stage.Tag, "captions/01.txt");
        string[] others = ["images/09.png", "Resize.key.json", "../source.png"];
        foreach (var other in others)
        {
            Write(other);
        }

        File.WriteAllLines(List, [.. others.Select(name => _folder[$"obj/{name}"]), _folder["obj/images/01.png"], "images/01.png"]);

        new OutputList(List, Paths()).Sweep(Both, () => [_folder["obj/Resize.key.json"]]);

        Assert.Equal(["captions/01.txt", "images/01.png", "Resize.key.json"], Files());
        Assert.True(File.Exists(_folder["source.png"]));
    }

    [Fact]
    public void FailedBuild_DeletesNothing_AndTheNextOneDoes()
    {
        Make(Stage.Resize, "images/01.png", "images/02.png");
        Make(Stage.Tag, "captions/01.txt");
        Sweep();
        Make(Stage.Resize, "images/01.png", "images/03.png");

        new OutputList(List, Paths()).Add(Both);

        Assert.Equal(["captions/01.txt", "images/01.png", "images/02.png", "images/03.png"], Files());
        Assert.Contains(_folder["obj/images/03.png"], File.ReadAllLines(List));
        Sweep();
        Assert.Equal(["captions/01.txt", "images/01.png", "images/03.png"], Files());
    }

    [Fact]
    public void StageThatHasMadeNothingYet_LeavesAll()
    {
        Make(Stage.Resize, "images/01.png");
        Make(Stage.Tag, "captions/01.txt");
        Sweep();
        Make(Stage.Resize, "images/02.png");
        File.Delete(_folder["obj/Tag.made.tsv"]);

        Sweep();

        Assert.Equal(["captions/01.txt", "images/01.png", "images/02.png"], Files());
    }

    [Fact]
    public void AnotherFolderOfSamples_TakesTheOldOneAway()
    {
        Write("../bin/samples/01.png");
        Write("../bin/samples/critter/01.png");
        new StageFiles(Paths(), Stage.Sample).Keep(new StageResult(Stage.Sample, Hash, true, false, false, [new(OutputRoot.Samples, "01.png", Hash)], []));
        new OutputList(List, Paths()).Sweep([Stage.Sample], () => []);

        new OutputList(List, Paths() with { SamplesDirectory = "samples/critter" }).Sweep([Stage.Sample], () => []);

        Assert.False(File.Exists(_folder["bin/samples/01.png"]));
        Assert.True(File.Exists(_folder["bin/samples/critter/01.png"]));
    }

    public void Dispose() => _folder.Dispose();

    private static string Hash => new('a', 64);

    private StagePaths Paths() => new(_folder["critter.loraproj"], _folder.Path, _folder["obj"], _folder["bin"], "/nowhere", "");

    private IReadOnlyList<string> Sweep() => new OutputList(List, Paths()).Sweep(Both, () => []);

    private void Make(Stage stage, params string[] names)
    {
        foreach (var name in names)
        {
            Write(name);
        }

        OutputFile[] outputs = [.. names.Select(name => new OutputFile(OutputRoot.Obj, name, Hash))];
        new StageFiles(Paths(), stage).Keep(new StageResult(stage, Hash, true, false, false, outputs, []));
        File.Delete(_folder[$"obj/{stage}.result.json"]);
    }

    private void Write(string name)
    {
        var path = _folder[$"obj/{name}"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, name);
    }

    private string[] Files() =>
    [
        .. Directory.GetFiles(_folder["obj"], "*", SearchOption.AllDirectories)
            .Where(path => path != List && !path.EndsWith(".made.tsv", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(_folder["obj"], path)).Order(StringComparer.OrdinalIgnoreCase),
    ];
}
