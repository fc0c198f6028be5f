using System.Text;
using Lora.Testing;

namespace Lora.Project.Tests.Planning;

public sealed class SamplesDirectoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OnlyProjectOfItsFolder_HasTheSamplesForItself()
    {
        File.WriteAllText(_folder["a.loraproj.user"], "");
        Assert.Equal("samples", Read("a.loraproj").SamplesDirectory);
    }

    [Fact]
    public void ProjectsOfOneFolder_HaveAFolderEach()
    {
        File.WriteAllText(_folder["b c.loraproj"], "<Project />");
        Assert.Equal("samples/a", Read("a.loraproj").SamplesDirectory);
        Assert.Equal("samples/b c", Read("b c.loraproj").SamplesDirectory);
    }

    [Fact]
    public void Sample_LiesInTheFolderOfThePlanWhateverItsNameInTheStore()
    {
        File.WriteAllText(_folder["b.loraproj"], "<Project />");
        var file = new OutputFile(OutputRoot.Samples, "base/01.png", new string('0', 64));
        Assert.Equal("samples/a/base/01.png", file.BelowOut(Read("a.loraproj")));
        Assert.Equal([file], StageMade.Read(Encoding.UTF8.GetBytes(new StageMade("", [file], []).Write()))!.Outputs);
    }

    private StagePaths Read(string project)
    {
        var file = _folder[project];
        File.WriteAllText(file, "<Project />");
        var input = new ProjectInput
        {
            ProjectFile = file,
            Properties = new Dictionary<string, string>(),
            GlobalProperties = [],
            Images = [],
            Prompts = [],
            ObjDirectory = _folder["obj"],
            OutDirectory = _folder["bin"],
            OutputName = "a-1.0.0",
        };
        return new ProjectReader(input, SourceFiles.Load(file), new StatCache(_folder["hashes.tsv"], () => DateTime.UtcNow)).Read().Paths;
    }
}
