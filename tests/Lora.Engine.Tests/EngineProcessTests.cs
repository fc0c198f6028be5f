using System.Diagnostics;
using Lora.Project;

namespace Lora.Engine.Tests;

/// <summary>The real process: pipes, signals, exit codes.</summary>
public sealed class EngineProcessTests : IDisposable
{
    private readonly TestProject _project = new();

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
        engine.StandardInput.WriteLine(ProtocolLine.Write(new RunCommand(WriteRequest(StageName.Resize))));
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
    public void Request_RunsAStageWithoutMSBuild()
    {
        _project.AddImage("images/a.png", TestImage.Png(200, 200));
        using var engine = Start("--request", WriteRequest(StageName.Resize));
        var output = engine.StandardOutput.ReadToEnd();
        engine.WaitForExit();
        Assert.Equal(0, engine.ExitCode);
        Assert.Contains("Resize: done, 1 files", output);
        Assert.True(File.Exists(_project.Obj("images/01.png")));
    }

    [Fact]
    public void RequestThatIsNone_IsOneFindingAndAnExitCode()
    {
        var file = Path.Combine(_project.Root, "request.json");
        File.WriteAllText(file, "{ \"stage\": \"Dance\" }");
        using var engine = Start("--request", file);
        var output = engine.StandardOutput.ReadToEnd();
        engine.WaitForExit();
        Assert.Equal(1, engine.ExitCode);
        Assert.Contains("error LORA4005: The request cannot be read", output);
        Assert.DoesNotContain("   at ", output);
    }

    private string WriteRequest(StageName stage)
    {
        var file = _project.Obj($"{stage}.request.json");
        Directory.CreateDirectory(_project.Paths.ObjDirectory);
        File.WriteAllText(file, StageJson.Write(_project.Request(stage)));
        return file;
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Lora.Engine.dll"), .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
