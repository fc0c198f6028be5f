namespace Lora.Sdk.Tests;

public sealed class MistakeTests(SdkPackage package)
{
    [Fact]
    public void MisspeltNames_AreLocatedErrorsWithTheNearestName()
    {
        var project = UserProject.WithDummyEngine(package, "misspelt", "<NetworkDimm>8</NetworkDimm>",
            "<Promt Include=\"x\" /><Prompt Include=\"y\" Txt=\"zorblax\" />");

        var output = project.Build("-p:MaxTrainStep=3").Failed();

        Assert.Contains("critter.loraproj(4,6): error LORA1001: <NetworkDimm> is no property of Lora.Sdk or .NET; did you mean 'NetworkDim'?", output);
        Assert.Contains("critter.loraproj(7,6): error LORA1002: <Promt> is no item of Lora.Sdk or .NET; did you mean 'Prompt'?", output);
        Assert.Contains("error LORA1003: 'Txt' is no metadata of Prompt; did you mean 'Text'?", output);
        Assert.Contains("critter.loraproj : error LORA1001: 'MaxTrainStep' on the command line is no property", output);
        Assert.Contains("did you mean 'MaxTrainSteps'?", output);
    }

    [Fact]
    public void NamesOfDotNetAndOnesOwn_AreNoErrors()
    {
        var project = UserProject.WithDummyEngine(package, "own",
            "<Version>2.1.0</Version><Authors>me</Authors><_Mine>1</_Mine><Rate>1e-4</Rate><UnetLr>$(Rate)</UnetLr>", "<None Include=\"notes.md\" />");

        project.Build("-p:ContinuousIntegrationBuild=true").Succeeded();

        Assert.True(File.Exists(project.At("bin/critter-2.1.0.safetensors")));
    }

    [Fact]
    public void WrongValues_AreReportedWithTheirLines()
    {
        var project = UserProject.WithDummyEngine(package, "wrong",
            "<NetworkDim>big</NetworkDim>\n<Resolution>5000</Resolution>\n<LrScheduler>cosin</LrScheduler>");

        var output = project.Build().Failed();

        Assert.Contains("critter.loraproj(4,6): error LORA1004: 'big' is not a value of NetworkDim, which is a whole number from 1 to 768.", output);
        Assert.Contains("critter.loraproj(5,2): error LORA1004: '5000' is not a value of Resolution", output);
        Assert.Contains("critter.loraproj(6,2): error LORA1004: 'cosin' is not a value of LrScheduler, which is one of constant,", output);
    }

    [Fact]
    public void Warning_ObeysNoWarnAndWarningsAsErrors()
    {
        var project = UserProject.WithDummyEngine(package, "no-warn", "<NetworkAlpha>32</NetworkAlpha>");
        Assert.Contains("critter.loraproj(4,6): warning LORA3001: NetworkAlpha 32 is above NetworkDim 8.", project.Build().Succeeded());

        Assert.DoesNotContain("LORA3001", project.Build("-p:NoWarn=LORA3001").Succeeded());
        Assert.Contains("error LORA3001", project.Build("-p:WarningsAsErrors=LORA3001").Failed());
        Assert.Contains("error LORA3001", project.Build("-p:TreatWarningsAsErrors=true").Failed());
    }

    [Fact]
    public void WarningThatFailsABuild_FailsTheSameBuildAgain()
    {
        var project = UserProject.WithDummyEngine(package, "warns", engine: "FindsWarning");
        string[] validate = ["-t:Validate", "-p:TreatWarningsAsErrors=true"];
        Assert.Contains("error LORA2006", project.Build(validate).Failed());
        Assert.Contains("error LORA2006", project.Build(["--no-restore", .. validate]).Failed());
        string[] train = ["--no-restore", "-t:Train", "-p:WarningsAsErrors=LORA3005"];
        Assert.Contains("error LORA3005", project.Build(train).Failed());
        Assert.Contains("error LORA3005", project.Build(train).Failed());

        project.Build("--no-restore").Succeeded();
        var built = DateTime.UtcNow;

        // now every stage stands, and says its warning once
        var again = project.Build("--no-restore").Succeeded();
        Assert.Contains("warning LORA2006", again);
        Assert.Contains("warning LORA3005", again);
        Assert.Contains("2 Warning(s)", again);
        Assert.Contains("error LORA3005", project.Build(train).Failed());
        Assert.DoesNotContain("LORA", project.Build("--no-restore", "-p:TreatWarningsAsErrors=true", "-p:NoWarn=LORA2006%3BLORA3005").Succeeded());
        Assert.Empty(project.StagesRun(built));
    }

    [Fact]
    public void MissingModelCaptionAndImages_AreReportedInOneRun()
    {
        var project = UserProject.WithDummyEngine(package, "missing");
        project.Edit("critter.loraproj", "<BaseModel>model<", "<BaseModel>modell<");
        File.Delete(project.At("images/a.txt"));
        project.Write("images/c.gif", "c");

        var output = project.Build().Failed();

        Assert.Contains("critter.loraproj(3,6): error LORA1030: There is neither a folder nor a file 'modell', and no bases.json beside the project", output);
        Assert.Contains("a.png : error LORA2004: 'images/a.png' has no caption 'a.txt'.", output);
        Assert.Contains("c.gif : error LORA2003", output);
    }

    [Fact]
    public void EmptyFolder_IsAnError()
    {
        var project = UserProject.WithDummyEngine(package, "empty");
        Directory.Delete(project.At("images"), recursive: true);

        Assert.Contains("error LORA2001: The project has no images.", project.Build().Failed());
    }
}
