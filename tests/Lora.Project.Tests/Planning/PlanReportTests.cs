namespace Lora.Project.Tests.Planning;

public sealed class PlanReportTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public PlanReportTests()
    {
        _user.Write("bases.json", """{ "bases": { "tiny": { "path": "model", "clipSkip": 2, "resolution": 512 } } }""");
        _user.Write("x.loraproj", """
            <Project>
            <PropertyGroup>
            <BaseModel>tiny</BaseModel>
            <LoraPreset>Tiny</LoraPreset>
            <UnetLr>2e-4</UnetLr>
            <NetworkDim>4</NetworkDim></PropertyGroup></Project>
            """);
        (_user.Properties["BaseModel"], _user.Properties["LoraPreset"], _user.Properties["UnetLr"]) = ("tiny", "Tiny", "2e-4");
        _user.Properties["NetworkDim"] = "16";
        _user.CommandLine.Add("NetworkDim");
        for (var number = 1; number <= 6; number++)
        {
            _user.WriteImage($"images/{number}.png");
        }

        _user.WriteImage("images/3_x/7.png");
    }

    [Theory]
    [InlineData("UnetLr", "0.0002", "LearningRate, else 5e-4; 1 with an optimizer that finds its rate, 5e-3 with ia3",
        "project file x.loraproj(5); preset Tiny x.loraproj(4) says 0.0003")]
    [InlineData("NetworkDim", "16", "8", "command line; project file x.loraproj(6) does not count; preset Tiny x.loraproj(4) says 8")]
    [InlineData("ClipSkip", "2", "1", "bases.json bases.json(1)")]
    [InlineData("TrainBatchSize", "1", "4", "preset Tiny x.loraproj(4)")]
    [InlineData("NetworkAlpha", "8", "half of NetworkDim", null)]
    [InlineData("Trigger", "-", "-", null)]
    public void Option_IsShownWithWhoSetIt(string name, string value, string byDefault, string? setBy) =>
        Assert.Contains(Cells(name), cells => cells.SequenceEqual([name, value, byDefault, .. setBy is null ? (string[])[] : [setBy]]));

    [Fact]
    public void Steps_AreShownWithTheirNumbers()
    {
        var text = string.Join('\n', Lines());

        Assert.Contains("Images: 7, prompts: 0\n", text, StringComparison.Ordinal);
        Assert.Contains("Samples an epoch (images x repeats): 1 x 3 + 6 x 15 = 93\n", text, StringComparison.Ordinal);
        Assert.Contains("Steps: 93 samples / batch 1 = 93 an epoch; 9 epochs, 800 steps, ended by MaxTrainSteps 800\n", text, StringComparison.Ordinal);
        _user.Properties["TrainBatchSize"] = "8";
        _user.Properties["GradientAccumulationSteps"] = "2";
        text = string.Join('\n', Lines());
        Assert.Contains("Steps: 93 samples / batch 8 / 2 accumulated = 6 an epoch; 15 epochs, 90 steps, ended by MaxTrainEpochs 15\n", text,
            StringComparison.Ordinal);
        Assert.Contains("each further bucket adds at most one step", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Stages_SayWhetherTheyWouldRun()
    {
        _user.Write("obj/model/Validate.result.json", "{}");

        Assert.Contains("  Validate             is up to date", Lines());
        Assert.Contains("  Train                runs, or is taken from the store", Lines());
        Assert.Contains("  Sample               has nothing to do in this project", Lines());
    }

    [Fact]
    public void WrongProject_IsShownAllTheSame()
    {
        _user.Properties["TrainBatchSize"] = "many";

        var plan = _user.Read(out var findings);
        string[] lines = [.. new PlanReport(plan, isWrong: true).Lines()];

        Assert.Contains(findings, finding => finding.Severity is Severity.Error);
        Assert.Contains(lines, line => line.Contains("project file, which says many: no value, the default stands in; preset Tiny x.loraproj(4) says 1",
            StringComparison.Ordinal));
        Assert.Contains("  Validate             runs", lines);
        Assert.Contains("  Train                does not run before the errors are mended", lines);
    }

    [Fact]
    public void ProjectWithoutImages_HasNoSteps()
    {
        Directory.Delete(_user.At("images"), recursive: true);
        Directory.CreateDirectory(_user.At("images"));

        Assert.DoesNotContain(Lines(), line => line.StartsWith("Steps", StringComparison.Ordinal));
    }

    public void Dispose() => _user.Dispose();

    private string[] Lines() => [.. new PlanReport(_user.Read(out _), isWrong: false).Lines()];

    private IEnumerable<string[]> Cells(string name) => Lines().Where(line => line.StartsWith($"  {name} ", StringComparison.Ordinal))
        .Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
