namespace Lora.Sdk.Tests;

/// <summary>The linter for CI: everything in one run, a page beside it, and nothing but Validate.</summary>
public sealed class DatasetReportTests(SdkPackage package)
{
    [Fact]
    public void Validate_WritesTheReportOnceAndAgainWhenItIsGone()
    {
        var project = UserProject.WithRealEngine(package, "report");
        project.Build("-t:Validate").Succeeded();
        var page = project.At("bin/report/dataset.html");
        Assert.Contains("images/zorblax-01.png", File.ReadAllText(page));
        Assert.Equal(3, Directory.GetFiles(project.At("bin/report/thumbs")).Length);
        Assert.Equal(["Validate"], project.StagesRun(default));

        var written = File.GetLastWriteTimeUtc(page);
        project.Build("-t:Validate", "--no-restore", "-question").Succeeded();
        File.Delete(page);
        File.WriteAllText(project.At("images/zorblax-01.jpg"), "no picture");
        var output = project.Build("-t:Validate", "--no-restore").Failed();

        // of the names and of the content, in one run
        Assert.Contains("warning LORA2048: 'images/zorblax-01.jpg' and 'images/zorblax-01.png' have one caption", output);
        Assert.Contains("error LORA2002", output);
        Assert.True(File.GetLastWriteTimeUtc(page) > written);
        Assert.Contains("LORA2048", File.ReadAllText(page));
    }
}
