using Microsoft.Build.Framework;

namespace Lora.Build.Tasks.Tests;

public sealed class ShowPlanTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Plan_IsSeenInATerminalAndInALog(bool live)
    {
        using var project = new TaskProject("Behaves") { LiveProgress = live };
        project.Plan();

        Assert.True(Show(project));

        var said = project.Build.Messages.Where(message => message.Message == "Stages:").ToArray();
        Assert.Equal(live ? "TLTESTOUTPUT" : null, (Assert.Single(said) as ExtendedBuildMessageEventArgs)?.ExtendedType);
        Assert.Equal(MessageImportance.High, said[0].Importance);
    }

    [Fact]
    public void WrongProject_IsShownAndFails()
    {
        using var project = new TaskProject("Behaves");
        project.Properties["NetworkDim"] = "big";
        project.Plan();

        Assert.False(Show(project));

        Assert.Contains("does not run before the errors are mended", project.Build.Text, StringComparison.Ordinal);
        Assert.Equal("LORA1004", Assert.Single(project.Build.Errors).Code);
    }

    private static bool Show(TaskProject project) => new ShowPlan { BuildEngine = project.Build, ObjDirectory = project.Obj + "/" }.Execute();
}
