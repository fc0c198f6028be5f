using System.Diagnostics;
using System.Text;
using Lora.Project.Tests.Planning;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Lock;

/// <summary>The lock file as people have it: what it says, and what git makes of two of them.</summary>
public sealed class LockFileTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public LockFileTests()
    {
        foreach (var name in (string[])["b", "d", "f", "h"])
        {
            _user.WriteImage($"images/{name}.png");
        }

        _user.WriteImage("reg/1.png");
        _user.Regularization.Add(_user.Item("reg/1.png"));
        _user.Prompts.Add(_user.Item("wave", ("Text", "smile")));
    }

    public void Dispose() => _user.Dispose();

    [Fact]
    public void Text_IsWhatTheSchemaSaysAndNamesNoPlace()
    {
        File.WriteAllText(_user.At("x.lora.lock.json"), Text());

        Assert.Empty(LockedFile.Read(_user.At("x.lora.lock.json"), LockDiagnostics.LockWrong).Findings);
        Assert.DoesNotContain(_user.Folder, Text(), StringComparison.Ordinal);
    }

    /// <summary>
    /// How often each regularization image is shown follows from the number of the others: it would be in conflict wherever two people add images.
    /// </summary>
    [Fact]
    public void AddedImage_ChangesItsLineAndTheLastBlockOnly()
    {
        var before = Text().Split('\n');
        _user.WriteImage("images/i.png");
        var after = Text().Split('\n');

        var added = Assert.Single(after.TakeWhile(line => line != "  \"result\": {").Except(before));
        Assert.Contains("images/i.png", added, StringComparison.Ordinal);
        Assert.Empty(before.TakeWhile(line => line != "  \"result\": {").Except(after));
    }

    [Theory]
    [InlineData("a", "c")]
    [InlineData("c", "g")]
    [InlineData("e", "z")]
    [InlineData("a", "z")]
    public void ImagesOfTwoPeople_AreMergedAndOnlyTheLastBlockIsInConflict(string mine, string theirs)
    {
        Git("init", "-q", "-b", "main");
        Commit();
        Git("checkout", "-q", "-b", "theirs");
        _user.WriteImage($"images/{theirs}.png", "frown");
        Commit();
        Git("checkout", "-q", "main");
        File.Delete(_user.At($"images/{theirs}.png"));
        File.Delete(_user.At($"images/{theirs}.txt"));
        _user.WriteImage($"images/{mine}.png", "wave");
        Commit();

        Assert.NotEqual(0, Git("merge", "-q", "theirs"));

        var merged = File.ReadAllText(_user.At("x.lora.lock.json")).Split('\n');
        var last = Array.IndexOf(merged, "  \"result\": {");
        Assert.Contains(merged[last..], line => line.StartsWith("<<<<<<< ", StringComparison.Ordinal));
        Assert.Equal(0, MergeMarks.LineOf(Encoding.UTF8.GetBytes(string.Join('\n', merged[..last]))));
        // what a build makes of both, but for what follows from them
        _user.WriteImage($"images/{theirs}.png", "frown");
        Assert.Equal(Text().Split('\n')[..last], merged[..last]);
        Assert.NotNull(LockFile.Replace(_user.At("x.lora.lock.json"), Encoding.UTF8.GetBytes(Text())));
        Assert.Empty(LockedBuild.Of(_user.Read(out _), "1").Findings);
    }

    [Theory]
    [InlineData("a\n=======\nb", 2)]
    [InlineData("a\r\n=======\r\nb", 2)]
    [InlineData(">>>>>>> theirs", 1)]
    [InlineData("a\n||||||| base\n", 2)]
    [InlineData("{ \"path\": \"<<<<<<< a\" }\n========\n", 0)]
    [InlineData("", 0)]
    public void Marks_AreThoseOfGit(string text, int line) => Assert.Equal(line, MergeMarks.LineOf(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void TenThousandImages_AreComparedInAMoment()
    {
        var plan = _user.Read(out _);
        var first = plan.Images[0];
        var many = new BuildPlan
        {
            Options = plan.Options,
            Images = [.. Enumerable.Range(0, 10_000).Select(i => first with { Index = i, Name = FormattableString.Invariant($"images/{i:00000}.png") })],
            Prompts = plan.Prompts,
            ModelFiles = plan.ModelFiles,
            Paths = plan.Paths,
            OutputName = plan.OutputName,
        };
        var keys = StageKeys.Of(many);
        var text = LockFile.Write(many, keys, new Dictionary<Stage, IReadOnlyList<OutputFile>>(), "1");
        LockFile.Replace(LockFile.PathOf(many), text);

        var writing = Stopwatch.StartNew();
        LockFile.Replace(LockFile.PathOf(many), LockFile.Write(many, keys, new Dictionary<Stage, IReadOnlyList<OutputFile>>(), "1"));
        writing.Stop();
        var comparing = Stopwatch.StartNew();
        Assert.Empty(LockedBuild.Of(many, "1").Findings);
        comparing.Stop();

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{text.Length} bytes; {writing.ElapsedMilliseconds} ms to write, {comparing.ElapsedMilliseconds} ms to compare");
        // many times what they take, for a machine that has other things to do
        Assert.True(writing.Elapsed < TimeSpan.FromSeconds(2), $"{writing.Elapsed}");
        Assert.True(comparing.Elapsed < TimeSpan.FromSeconds(30), $"{comparing.Elapsed}");
    }

    private string Text()
    {
        var plan = _user.Read(out var findings);
        Assert.DoesNotContain(findings, finding => finding.Severity is Severity.Error);
        OutputFile[] made = [new(OutputRoot.Out, "x-1.0.0.safetensors", StageKeys.Of(plan)[Stage.Train].Hash)];
        var outputs = new Dictionary<Stage, IReadOnlyList<OutputFile>> { [Stage.Train] = made };
        return Encoding.UTF8.GetString(LockFile.Write(plan, StageKeys.Of(plan), outputs, "1"));
    }

    private void Commit()
    {
        File.WriteAllText(_user.At("x.lora.lock.json"), Text());
        Git("add", "x.lora.lock.json");
        Assert.Equal(0, Git("commit", "-q", "-m", "images"));
    }

    private int Git(params string[] arguments) => GitCommand.Run(_user.Folder, arguments);
}
