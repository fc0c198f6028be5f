using System.Diagnostics;
using Lora.Vocabulary;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks.Tests;

public sealed class RunStageTests
{
    private static readonly EngineLimits Short = new(Hello: TimeSpan.FromSeconds(2), Cancel: TimeSpan.FromSeconds(1), Leave: TimeSpan.FromSeconds(1));

    [Fact]
    public void EngineThatBehaves_GivesOutputsAndShowsThePlan()
    {
        using var project = new TaskProject("Behaves");
        project.Plan();
        var task = project.Stage(Stage.Train);

        Assert.True(task.Execute());

        Assert.EndsWith("\ttest-1.0.0.safetensors\n", File.ReadAllText(Path.Combine(project.Obj, "Train.made.tsv")));
        Assert.Contains("the plan: 14 images", project.Build.Text);
        Assert.Contains("Train 1/4 steps, loss 0.1000, 2.0 steps/s, 0:03 left", project.Build.Text);
        Assert.Contains(project.Build.Messages, message => message is { Importance: MessageImportance.Low, Message: "a library says hello" });
        Assert.Empty(project.Build.Errors);
        Assert.Empty(project.Build.Warnings);
    }

    [Fact]
    public void TwoStages_ShareOneEngine()
    {
        using var project = new TaskProject("Behaves");
        project.Plan();

        Assert.True(project.Stage(Stage.Resize).Execute());
        Assert.True(project.Stage(Stage.Train).Execute());

        var engine = SharedEngine.Of(project.Build, TaskProject.DummyEngine);
        var start = EngineEnvironment.StartInfo("/nowhere/Lora.Engine.dll", project.Folder);
        // would fail to start: it is the process that both stages have used
        Assert.True(engine.Use(start, Short, process => process.IsAlive));
    }

    [Fact]
    public void ThreadsOfOneBuild_GetOneEngine()
    {
        using var build = new FakeBuildEngine { OnQuestion = () => Thread.Sleep(50) };
        var engines = new SharedEngine[2];
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(thread => new Thread(() => engines[thread] = SharedEngine.Of(build, "engine")))];

        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Same(engines[0], engines[1]);
    }

    [Fact]
    public void LiveProgress_RaisesTheTerminalLoggersEvents()
    {
        using var project = new TaskProject("Behaves") { LiveProgress = true };
        project.Plan();

        Assert.True(project.Stage(Stage.Train).Execute());

        var live = project.Build.Messages.OfType<ExtendedBuildMessageEventArgs>().ToArray();
        Assert.Equal("TLTESTOUTPUT", live[0].ExtendedType);
        Assert.Equal("the plan: 14 images", live[0].Message);
        Assert.Equal("TLTESTPASSED", live[^1].ExtendedType);
        Assert.StartsWith("Train 4/4 steps", live[^1].ExtendedMetadata!["displayName"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Crashes", "LORA4001", "The engine ended with code 134 in the middle of a stage: something terrible.")]
    [InlineData("SaysHalfALine", "LORA4001", "The engine ended with code 137 in the middle of a stage.")]
    [InlineData("CrashesAtStart", "LORA4002", "The engine ended with code 7 before it was ready.")]
    [InlineData("HangsAtStart", "LORA4002", "before it was ready")]
    [InlineData("SpeaksAnotherProtocol", "LORA4003", "The engine of the future speaks protocol 3")]
    public void EngineThatFails_IsOneClearError(string behaviour, string code, string text)
    {
        using var project = new TaskProject(behaviour);
        project.Plan();

        // only the engine that says nothing is waited for in vain: a busy machine starts the others slowly
        var limits = behaviour == "HangsAtStart" ? Short : Short with { Hello = TimeSpan.FromSeconds(60) };
        Assert.False(project.Stage(Stage.Train, limits).Execute());

        var error = Assert.Single(project.Build.Errors);
        Assert.Equal(code, error.Code);
        Assert.Contains(text, error.Message);
        Assert.Equal(project.At("test.loraproj"), error.File);
    }

    [Fact]
    public void EngineThatDied_IsStartedAgainForTheNextStage()
    {
        using var project = new TaskProject("Crashes");
        project.Plan();
        Assert.False(project.Stage(Stage.Resize).Execute());

        Assert.False(project.Stage(Stage.Train).Execute());

        Assert.Equal(["LORA4001", "LORA4001"], project.Build.Errors.Select(error => error.Code));
    }

    [Fact]
    public void MissingEngine_IsOneClearError()
    {
        using var project = new TaskProject("Behaves");
        project.Engine = project.At("Lora.Engine.dll");
        project.Plan();

        Assert.False(project.Stage(Stage.Train).Execute());

        Assert.Equal("LORA4002", Assert.Single(project.Build.Errors).Code);
    }

    [Fact]
    public void Findings_ComeWithCodeFileAndLine()
    {
        using var project = new TaskProject("FindsFault");
        project.Plan();

        Assert.False(project.Stage(Stage.Validate).Execute());

        Assert.Equal(["LORA1008", "LORA2005"], project.Build.Errors.Select(found => found.Code).Order());
        var error = project.Build.Errors.Single(found => found.Code == "LORA2005");
        Assert.Equal(("LORA2005", "b.txt", 2, 5), (error.Code, error.File, error.LineNumber, error.ColumnNumber));
        Assert.Contains("{0}", error.Message);
        Assert.Equal("LORA2006", Assert.Single(project.Build.Warnings).Code);
        Assert.False(File.Exists(Path.Combine(project.Obj, "Validate.outputs.txt")));
    }

    [Fact]
    public void Validate_ReportsProjectAndPicturesInOneRun()
    {
        using var project = new TaskProject("FindsFault", "    <NetwrkDim>4</NetwrkDim>\n");
        project.Plan();
        Assert.Empty(project.Build.Errors);

        Assert.False(project.Stage(Stage.Validate).Execute());

        Assert.Equal(["LORA1001", "LORA1008", "LORA2005"], project.Build.Errors.Select(error => error.Code).Order());
        Assert.Contains(project.Build.Errors, error => error.LineNumber == 4
            && error.Message!.Contains("did you mean 'NetworkDim'?", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("\n\n\n", 1)]
    public void Validate_SaysOneThingOfOneLine(string before, int errors)
    {
        using var project = new TaskProject("FindsFault", before + "    <NetworkTrainUnetOnly>true</NetworkTrainUnetOnly>\n");
        project.Properties["NetworkTrainUnetOnly"] = "true";
        project.Properties["NetworkTrainTextEncoderOnly"] = "true";
        project.Plan();

        Assert.False(project.Stage(Stage.Validate).Execute());

        Assert.Equal(errors, project.Build.Errors.Count(error => error.Code == "LORA1008"));
    }

    [Fact]
    public void Cancel_StopsTheStageWithoutError()
    {
        using var project = new TaskProject("StopsWhenAsked");
        project.Plan();
        var task = project.Stage(Stage.Train);
        project.Build.OnMessage = text =>
        {
            if (text == "training")
            {
                for (var i = 0; i < 300; i++)
                {
                    task.Cancel();
                }
            }
        };
        var clock = Stopwatch.StartNew();

        Assert.False(task.Execute());

        Assert.True(clock.Elapsed < EngineLimits.Default.Cancel, "it had to be killed");
        Assert.Empty(project.Build.Errors);
        Assert.Equal("LORA4004", Assert.Single(project.Build.Warnings).Code);
    }

    [Fact]
    public void CancelOfAHangingEngine_KillsIt()
    {
        using var project = new TaskProject("Hangs");
        project.Plan();
        var task = project.Stage(Stage.Train, Short with { Hello = TimeSpan.FromSeconds(60) });
        project.Build.OnMessage = text =>
        {
            if (text == "hanging")
            {
                task.Cancel();
            }
        };

        Assert.False(task.Execute());

        Assert.Empty(project.Build.Errors);
        Assert.Equal("LORA4004", Assert.Single(project.Build.Warnings).Code);
    }

    [Fact]
    public void EngineThatDoesNotLeave_IsKilledAtTheEndOfTheBuild()
    {
        using var project = new TaskProject("LeavesSlowly");
        project.Plan();
        Assert.True(project.Stage(Stage.Train, Short with { Hello = TimeSpan.FromSeconds(60) }).Execute());
        var clock = Stopwatch.StartNew();

        project.Build.Dispose();

        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("MSBuildSDKsPath", true)]
    [InlineData("_MSBUILDTLENABLED", true)]
    [InlineData("DOTNET_ROOT", false)]
    public void Environment_IsCleanedOfMSBuild(string name, bool removed) => Assert.Equal(removed, EngineEnvironment.IsOfMSBuild(name));
}
