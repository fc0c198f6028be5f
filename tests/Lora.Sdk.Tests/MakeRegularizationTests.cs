namespace Lora.Sdk.Tests;

/// <summary>Regularization images made to measure, by a real build, and trained by the next one.</summary>
public sealed class MakeRegularizationTests(SdkPackage package)
{
    [Fact]
    public void MadePictures_AreTrainedByTheNextBuild()
    {
        var project = UserProject.WithRealEngine(package, "regularization", "<RegularizationSteps>2</RegularizationSteps><NumRepeats>1</NumRepeats>",
            "<RegularizationImage Include=\"regularization/*.png\" />");
        var made = project.Build("-t:MakeRegularization").Succeeded();
        Assert.Contains("3 regularization images in 'regularization', 6 files written.", made, StringComparison.Ordinal);
        Assert.Equal("1critter, fangs, arms down, orange background", File.ReadAllText(project.At("regularization/zorblax-01-42.txt")));
        Assert.False(File.Exists(project.At("bin/critter-1.0.0.safetensors")));

        var before = File.GetLastWriteTimeUtc(project.At("regularization/zorblax-01-42.png"));
        Assert.Contains(", 0 files written.", project.Build("-t:MakeRegularization").Succeeded(), StringComparison.Ordinal);
        Assert.Equal(before, File.GetLastWriteTimeUtc(project.At("regularization/zorblax-01-42.png")));

        Assert.Contains("of these 3 of 3 regularization images", project.Build("-t:Train").Succeeded(), StringComparison.Ordinal);
        Assert.True(File.Exists(project.At("bin/critter-1.0.0.safetensors")));
    }

    [Fact]
    public void ProjectThatIsWrong_DrawsNothing() => Assert.Contains("error LORA1004",
        UserProject.WithRealEngine(package, "no-regularization", "<RegularizationPerImage>0</RegularizationPerImage>").Build("-t:MakeRegularization").Failed(),
        StringComparison.Ordinal);
}
