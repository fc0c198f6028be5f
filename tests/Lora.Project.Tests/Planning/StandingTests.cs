using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

/// <summary>What stands is told by keys: a clock that is set back, or two builds that take turns, leave times that say something else.</summary>
public sealed class StandingTests : IDisposable
{
    private static readonly KeyFile Before = Key("1"), After = Key("2");

    private readonly TempFolder _folder = new();
    private readonly StageFiles _files;

    public StandingTests() => _files = new StageFiles(
        new StagePaths(_folder["a.loraproj"], _folder.Path, _folder["obj"], _folder["bin"], _folder["store"], ""), Stage.Tag);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ResultFromTheFuture_DoesNotStandForAnotherKey()
    {
        Make(Before);
        File.SetLastWriteTimeUtc(_files.Result, DateTime.UtcNow.AddDays(1));

        Assert.Null(_files.Refresh(After));

        Assert.False(File.Exists(_files.Result));
    }

    [Fact]
    public void ResultOlderThanItsKey_Stands_AndMSBuildSeesIt()
    {
        Make(Before);
        File.SetLastWriteTimeUtc(_files.Key, DateTime.UtcNow.AddDays(1));

        Assert.NotNull(_files.Refresh(Before));

        Assert.True(File.GetLastWriteTimeUtc(_files.Result) >= File.GetLastWriteTimeUtc(_files.Key));
    }

    [Fact]
    public void ResultOfAnotherBuild_DoesNotStandForTheKeyThatThisOneWrote()
    {
        // one build was at work on the caption of before when the other wrote the key of after
        _files.Refresh(After);
        _files.Keep(Result(Before));

        Assert.Null(_files.Refresh(After));
    }

    private void Make(KeyFile key)
    {
        Assert.Null(_files.Refresh(key));
        _files.Keep(Result(key));
        Assert.NotNull(_files.Refresh(key));
    }

    private static StageResult Result(KeyFile key) => new(Stage.Tag, key.Hash, Success: true, Cancelled: false, FromStore: false, [], []);

    private static KeyFile Key(string value) => KeyFile.Of(Stage.Tag, [new KeyEntry("caption", "01", value)]);
}
