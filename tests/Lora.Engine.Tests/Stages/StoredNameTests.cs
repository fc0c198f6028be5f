using Lora.Project;

namespace Lora.Engine.Tests.Stages;

public sealed class StoredNameTests
{
    [Theory]
    [InlineData(OutputRoot.Obj, "images/01.png")]
    [InlineData(OutputRoot.Out, "zorblax-1.0.0.safetensors")]
    [InlineData(OutputRoot.Samples, "base/01.png")]
    [InlineData(OutputRoot.Report, "thumbs/01.jpg")]
    public void Name_ComesBackAsItsFile(OutputRoot root, string path)
    {
        var file = new OutputFile(root, path, new string('a', 64));
        Assert.Equal(file, StoredName.Parse(new ActionOutput(StoredName.Of(file), file.Sha256, 1)));
    }

    [Theory]
    [InlineData("obj/../../x")]
    [InlineData("out/./x")]
    [InlineData("out//x")]
    [InlineData("out/")]
    [InlineData("out")]
    [InlineData("bin/x")]
    [InlineData("/etc/passwd")]
    [InlineData("obj/a\\..\\x")]
    [InlineData("obj/a\0b")]
    [InlineData("obj/a\u001bb")]
    public void NameThatLeadsOut_IsNone(string name) => Assert.Null(StoredName.Parse(new ActionOutput(name, new string('a', 64), 1)));

    [Fact]
    public void NameLongerThanAFilesCanBe_IsNone() =>
        Assert.Null(StoredName.Parse(new ActionOutput("obj/" + new string('ä', 128), new string('a', 64), 1)));
}
