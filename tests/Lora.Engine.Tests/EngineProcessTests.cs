using System.Diagnostics;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests;

/// <summary>The real process: pipes, signals, exit codes.</summary>
public sealed class EngineProcessTests : IDisposable
{
    private readonly StageProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Serve_SpeaksOnlyProtocolLinesIgnoresSigintAndLeavesAtTheEndOfInput()
    {
        _project.AddImage("images/a.png", TestImage.Png(200, 200));
        using var engine = Start("--serve");
        Assert.IsType<HelloEvent>(ProtocolLine.ReadEvent(engine.StandardOutput.ReadLine()!));
        if (!OperatingSystem.IsWindows())
        {
            Process.Start("kill", ["-INT", $"{engine.Id}"])!.WaitForExit();
        }

        engine.StandardInput.WriteLine("what?");
        engine.StandardInput.WriteLine(ProtocolLine.Write(new RunCommand(WriteRequest(_project, Stage.Resize))));
        EngineEvent? last = null;
        while (last is not ResultEvent)
        {
            last = ProtocolLine.ReadEvent(engine.StandardOutput.ReadLine() ?? throw new EndOfStreamException(engine.StandardError.ReadToEnd()));
            Assert.NotNull(last);
        }

        Assert.True(((ResultEvent)last).Result.Success);
        engine.StandardInput.Close();
        Assert.True(engine.WaitForExit(10_000));
        Assert.Equal(0, engine.ExitCode);
        Assert.Equal("", engine.StandardOutput.ReadToEnd());
        Assert.Contains("ignored: what?", engine.StandardError.ReadToEnd());
    }

    [Fact]
    public void Requests_RunTheWholeChainWithoutMSBuild()
    {
        using var project = StageProject.OnTinyModel();
        foreach (var stage in Stage.All.Where(stage => stage != Stage.CacheTextEmbeddings))
        {
            using var engine = Start("--request", WriteRequest(project, stage));
            var output = engine.StandardOutput.ReadToEnd();
            engine.WaitForExit();
            Assert.True(engine.ExitCode == 0, output);
            Assert.Contains($"{stage.Name}: done, ", output);
        }

        Assert.True(File.Exists(project.Out("samples/grid.png")));
    }

    [Fact]
    public void Cancel_EndsATrainingAtItsStepAndTheNextStageStillRuns()
    {
        using var project = StageProject.OnTinyModel();
        project.Values["MaxTrainEpochs"] = "100000";
        using var engine = Start("--serve");
        foreach (var stage in (Stage[])[Stage.Resize, Stage.Tag, Stage.CacheLatents])
        {
            Assert.True(Run(engine, project, stage, _ => { }).Success);
        }

        var cancelled = Stopwatch.StartNew();
        var result = Run(engine, project, Stage.Train, progress =>
        {
            if (progress.Step == 3)
            {
                cancelled.Restart();
                engine.StandardInput.WriteLine(ProtocolLine.Write(new CancelCommand()));
            }
        });
        // a second on an idle machine; the tests may share theirs
        Assert.InRange(cancelled.Elapsed.TotalSeconds, 0, 15);
        Assert.Equal((false, true), (result.Success, result.Cancelled));
        Assert.True(Run(engine, project, Stage.Tag, _ => { }).FromStore);
        engine.StandardInput.Close();
        Assert.True(engine.WaitForExit(10_000));
    }

    [Fact]
    public void RequestThatIsNone_IsOneFindingAndAnExitCode()
    {
        var file = Path.Combine(_project.Folder, "request.json");
        File.WriteAllText(file, "{ \"stage\": \"Dance\" }");
        using var engine = Start("--request", file);
        var output = engine.StandardOutput.ReadToEnd();
        engine.WaitForExit();
        Assert.Equal(1, engine.ExitCode);
        Assert.Contains("error LORA4005: The request cannot be read", output);
        Assert.DoesNotContain("   at ", output);
    }

    private static StageResult Run(Process engine, StageProject project, Stage stage, Action<ProgressEvent> onProgress)
    {
        engine.StandardInput.WriteLine(ProtocolLine.Write(new RunCommand(WriteRequest(project, stage))));
        while (true)
        {
            switch (ProtocolLine.ReadEvent(engine.StandardOutput.ReadLine() ?? throw new EndOfStreamException(engine.StandardError.ReadToEnd())))
            {
                case ProgressEvent progress:
                    onProgress(progress);
                    break;
                case ResultEvent ended:
                    return ended.Result;
            }
        }
    }

    private static string WriteRequest(StageProject project, Stage stage)
    {
        var file = project.Obj($"{stage}.request.json");
        Directory.CreateDirectory(project.Paths.ObjDirectory);
        File.WriteAllText(file, StageJson.Write(project.Request(stage)));
        return file;
    }

    private static Process Start(params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Lora.Engine.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(info)!;
    }
}
