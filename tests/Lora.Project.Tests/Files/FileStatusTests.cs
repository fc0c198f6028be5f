using Lora.Testing;

namespace Lora.Project.Tests.Files;

public sealed class FileStatusTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Fields_AreThoseOfTheFile()
    {
        var path = _folder["a ü.bin"];
        File.WriteAllBytes(path, new byte[12345]);
        var time = new DateTime(2026, 1, 1, 0, 0, 0, 123, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, time);

        var status = Assert.NotNull(FileStatus.Of(path));

        Assert.Equal((12345, (time - DateTime.UnixEpoch).Ticks * 100), (status.Size, status.Modified));
        var age = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100 - status.Changed;
        Assert.InRange(age, -1_000_000_000, 60_000_000_000);
    }

    [Fact]
    public void Files_AreToldApartAndNamesOfOneAreNot()
    {
        File.WriteAllText(_folder["a"], "");
        File.WriteAllText(_folder["b"], "");
        HardLink.Create(_folder["c"], _folder["a"]);
        File.CreateSymbolicLink(_folder["d"], "a");

        Assert.NotEqual(FileStatus.Of(_folder["a"])?.Inode, FileStatus.Of(_folder["b"])?.Inode);
        Assert.Equal(FileStatus.Of(_folder["a"]), FileStatus.Of(_folder["c"]));
        Assert.Equal(FileStatus.Of(_folder["a"]), FileStatus.Of(_folder["d"]));
    }

    [Fact]
    public void Folder_HasNone() => Assert.Null(FileStatus.Of(_folder.Path));

    [Fact]
    public void MissingFile_HasNone() => Assert.Null(FileStatus.Of(_folder["nothing"]));

    [Theory]
    [InlineData(1_700_000_000_123_456_789, 0, true)]
    [InlineData(1_700_000_000_000_000_000, 1_700_000_000_000_000_000, true)]
    [InlineData(1_700_000_000_123_456_789, 1_700_000_000_123_456_789, false)]
    [InlineData(1_700_000_000_000_000_000, 1_700_000_001_000_000_000, false)]
    public void FileSystemWithoutATimeOfChange_IsKnownByItsTimes(long modified, long changed, bool isOneTime) =>
        Assert.Equal(isOneTime, new FileStatus(1, modified, changed, 1, 1).IsOneTime);

    public void Dispose() => _folder.Dispose();
}
