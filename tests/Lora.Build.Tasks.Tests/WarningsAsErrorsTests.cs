using Lora.Vocabulary;

namespace Lora.Build.Tasks.Tests;

/// <summary>A warning that fails a build fails the same build again, and leaves nothing that makes its stage look done.</summary>
public sealed class WarningsAsErrorsTests
{
    [Theory]
    [InlineData("Validate", "LORA2006")]
    [InlineData("Train", "LORA3005")]
    public void WarningTreatedAsError_FailsTheStageInEveryBuild(string stage, string code)
    {
        using var project = new TaskProject("FindsWarning");
        for (var build = 0; build < 2; build++)
        {
            project.NextBuild(new FakeBuildEngine { WarningsAreErrors = true });
            project.Plan();

            Assert.False(project.Stage(Stage.Find(stage)!).Execute());

            Assert.Equal(code, Assert.Single(project.Build.Errors).Code);
            Assert.Empty(project.Build.Warnings);
            Assert.False(HasResult(project, stage));
        }
    }

    [Theory]
    [InlineData("LORA2006", false)]
    [InlineData("LORA3005", true)]
    public void WarningsAsErrors_CountsTheCodesItNames(string code, bool succeeds)
    {
        using var project = new TaskProject("FindsWarning");
        project.NextBuild(new FakeBuildEngine { WarningsAsErrors = [code] });
        project.Plan();

        Assert.Equal(succeeds, project.Stage(Stage.Validate).Execute());

        Assert.Equal(succeeds, HasResult(project, "Validate"));
        Assert.Equal(succeeds, project.Build.Warnings.Any(warning => warning.Code == "LORA2006"));
    }

    [Fact]
    public void NoWarn_LetsTheStageStandAndTheNextBuildBeSilent()
    {
        using var project = new TaskProject("FindsWarning");
        FakeBuildEngine Silent() => new() { WarningsAreErrors = true, NoWarn = ["LORA2006"] };
        project.NextBuild(Silent());
        project.Plan();
        Assert.True(project.Stage(Stage.Validate).Execute());
        Assert.True(HasResult(project, "Validate"));

        project.NextBuild(Silent());
        project.Plan();

        Assert.Empty(project.Build.Errors);
        Assert.Empty(project.Build.Warnings);
    }

    [Theory]
    [InlineData("Validate", "LORA2006")]
    [InlineData("Train", "LORA3005")]
    public void GoodBuild_FailsOnceItsWarningIsAnErrorAndIsGoodAgainWithout(string stage, string code)
    {
        using var project = new TaskProject("FindsWarning");
        project.Plan();
        Assert.True(project.Stage(Stage.Find(stage)!).Execute());
        Assert.Equal(code, Assert.Single(project.Build.Warnings).Code);
        for (var build = 0; build < 2; build++)
        {
            project.NextBuild(new FakeBuildEngine { WarningsAreErrors = true });
            project.Plan(expectSuccess: false);
            Assert.Equal(code, Assert.Single(project.Build.Errors).Code);
        }

        project.NextBuild();
        project.Plan();

        Assert.Equal(code, Assert.Single(project.Build.Warnings).Code);
        Assert.True(HasResult(project, stage));
    }

    [Fact]
    public void WarningAboutTheProject_FailsThePlanInEveryBuild()
    {
        using var project = new TaskProject("Behaves") { Properties = { ["NetworkAlpha"] = "32" } };
        for (var build = 0; build < 2; build++)
        {
            project.NextBuild(new FakeBuildEngine { WarningsAsErrors = ["LORA3001"] });
            project.Plan(expectSuccess: false);
            Assert.Equal("LORA3001", Assert.Single(project.Build.Errors).Code);
        }
    }

    private static bool HasResult(TaskProject project, string stage) => File.Exists(Path.Combine(project.Obj, $"{stage}.result.json"));
}
