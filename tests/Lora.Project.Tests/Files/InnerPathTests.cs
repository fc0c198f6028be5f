namespace Lora.Project.Tests.Files;

public sealed class InnerPathTests
{
    [Theory]
    [InlineData("a.png", "/p/a.png")]
    [InlineData("b/../a.png", "/p/a.png")]
    [InlineData("b\\a.png", "/p/b/a.png")]
    [InlineData("/p/a.png", "/p/a.png")]
    [InlineData("..a/b", "/p/..a/b")]
    [InlineData("../a.png", null)]
    [InlineData("b\\..\\..\\a.png", null)]
    [InlineData("/etc/passwd", null)]
    [InlineData("/pp/a.png", null)]
    [InlineData("", null)]
    [InlineData(".", null)]
    [InlineData("a\0.png", null)]
    public void Path_StaysBelowItsFolder(string path, string? expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "these are paths of Unix");
        Assert.Equal(expected, InnerPath.Resolve("/p", path));
    }
}
