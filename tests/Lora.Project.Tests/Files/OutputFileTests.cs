using System.Text;

namespace Lora.Project.Tests.Files;

public sealed class OutputFileTests
{
    [Theory]
    [InlineData("grid.png", true)]
    [InlineData("images/01.png", true)]
    [InlineData("a/日本 🦀/..b", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("../x", false)]
    [InlineData("a/../../x", false)]
    [InlineData("a/..", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("a//b", false)]
    [InlineData("a/", false)]
    [InlineData("..\\x", false)]
    [InlineData("a\0b", false)]
    [InlineData("a\u001bb", false)]
    [InlineData("a\u0085b", false)]
    public void Path_StaysBelowItsRoot(string path, bool isInside)
    {
        Assert.Equal(isInside, OutputFile.IsInside(path));
        // what stands in obj may be of somebody who handed the folder on
        Assert.Equal(isInside, StageMade.Read(Encoding.UTF8.GetBytes($"key\t{new string('b', 64)}\nout\t{new string('a', 64)}\t{path}\n")) is not null);
    }

    [Fact]
    public void Name_IsAsLongAsFileSystemsTake()
    {
        Assert.True(OutputFile.IsInside(new string('a', 255)));
        Assert.False(OutputFile.IsInside(new string('a', 256)));
        Assert.True(OutputFile.IsInside(new string('日', 85)));
        Assert.False(OutputFile.IsInside(new string('日', 86)));
    }
}
