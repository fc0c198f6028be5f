using Lora.Project;

namespace Lora.Engine.Tests.Store;

public sealed class StoredFindingTests
{
    private static readonly StagePaths Here =
        new("/home/me/a b/x.loraproj", "/home/me/a b", "/home/me/a b/obj", "/home/me/a b/bin", "/cache", "/home/me/a b/model");

    private static readonly StagePaths There = new("/srv/y.loraproj", "/srv", "/srv/obj", "/srv/bin", "/cache", "/models/sd");

    [Theory]
    [InlineData("/home/me/a b/x.loraproj", "project", "/srv/y.loraproj")]
    [InlineData("/home/me/a b/images/ü.png", "source/images/ü.png", "/srv/images/ü.png")]
    [InlineData("/home/me/a b/model/unet/config.json", "model/unet/config.json", "/models/sd/unet/config.json")]
    [InlineData("/elsewhere/z.png", null, null)]
    [InlineData(null, null, null)]
    public void File_IsFoundInAnotherClone(string? file, string? stored, string? elsewhere)
    {
        var finding = StoredFinding.Of(new Finding("LORA2008", Severity.Warning, "m", file, 3, 4), Here);
        Assert.Equal(stored, finding.File);
        Assert.Equal(new Finding("LORA2008", Severity.Warning, "m", elsewhere, 3, 4), StoredFinding.Restore(finding, There));
    }

    [Fact]
    public void Message_NamesNoFolderOfThisMachineAndIsOneLine() => Assert.Equal("'images/a.png' or 'unet' is odd",
        StoredFinding.Of(new Finding("LORA2008", Severity.Warning, "'/home/me/a b/images/a.png' or '/home/me/a b/model/unet'\nis\todd"), Here).Message);

    [Theory]
    [InlineData("source/../../etc/passwd")]
    [InlineData("source//etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("else/x")]
    public void FileThatLeadsOut_IsLeftOut(string file) =>
        Assert.Null(StoredFinding.Restore(new Finding("LORA2008", Severity.Warning, "m", file), There).File);
}
