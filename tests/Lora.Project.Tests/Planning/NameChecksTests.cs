namespace Lora.Project.Tests.Planning;

public sealed class NameChecksTests : IDisposable
{
    private readonly PlannedProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void SameStem_SharesACaption()
    {
        _project.WriteImage("images/a.png");
        _project.WriteImage("images/a.jpg");
        _project.WriteImage("images/b/a.png");
        var finding = Assert.Single(_project.Findings());
        Assert.Equal(("LORA2048", _project.At("images/a.jpg")), (finding.Code, finding.File));
        Assert.StartsWith("'images/a.jpg' and 'images/a.png' have one caption, 'a.txt'. Rename one of them", finding.Message);
    }

    [Fact]
    public void LetterCase_IsNoDifferenceElsewhere()
    {
        _project.WriteImage("images/A.png");
        _project.WriteImage("images/a.png");
        _project.WriteImage("images/B.png");
        _project.WriteImage("images/b.JPG");
        Assert.SkipUnless(File.ReadAllBytes(_project.At("images/A.png")).AsSpan().IndexOf("A.png"u8) >= 0, "this file system knows no letter case");
        Assert.Equal(
            ["The names of 'images/A.png' and 'images/a.png' differ in letter case only. Rename one of them.",
            "The names of 'images/B.png' and 'images/b.JPG' differ in letter case only. Rename one of them."],
            _project.Findings().Select(finding => finding.Message));
    }

    [Fact]
    public void Switch_SaysNothing()
    {
        _project.WriteImage("images/a.png");
        _project.WriteImage("images/a.jpg");
        _project.Properties["CheckNames"] = "false";
        Assert.Empty(_project.Findings());
    }
}
