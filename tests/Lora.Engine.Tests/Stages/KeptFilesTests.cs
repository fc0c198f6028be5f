using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>What lies in <c>bin</c> when a training has ended, whether it ran through, was stopped, or came from the store.</summary>
public sealed class KeptFilesTests : IDisposable
{
    private const string Name = "test-1.0.0";

    // eight steps of two an epoch
    private readonly StageProject _project = Project();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void StepsAndEpochs_AreKeptAndDrawnInTheirOrder()
    {
        _project.RunAll(Stage.Train, Stage.Sample);
        Assert.Equal(["-000003", "-step00000004", "-step00000006", ""], Suffixes(_project));
        Assert.Equal(["base", "epoch-0003", "epoch-0004", "step-00000004", "step-00000006"],
            Directory.GetDirectories(_project.Out("samples")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["base", "step-00000004", "step-00000006", "epoch-0003", "epoch-0004"],
            SampleColumn.Of(new MadeFiles(_project.Request(Stage.Sample), new ContentStore(_project.Paths.CacheDirectory)), _project.Request(Stage.Sample))
                .Select(column => column.Name));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void StoppedTraining_LeavesTheSameFiles(int step)
    {
        using var unbroken = Project();
        unbroken.RunAll(Stage.Train);
        using var stop = new CancellationTokenSource();
        _project.Heard = message =>
        {
            if (message is ProgressEvent { Step: var at } && at == step)
            {
                stop.Cancel();
            }
        };
        Assert.True(_project.Run(Stage.Train, stop.Token).Cancelled);
        _project.Heard = static _ => { };
        _project.RunAll(Stage.Train);
        Assert.Equal(Suffixes(unbroken), Suffixes(_project));
        Assert.All(Suffixes(unbroken), suffix => Assert.Equal(Bytes(unbroken, suffix), Bytes(_project, suffix)));
    }

    [Fact]
    public void FilesOfAnotherTraining_DoNotStay()
    {
        _project.Values["SaveLastNSteps"] = "0";
        using var stop = new CancellationTokenSource();
        _project.Heard = message =>
        {
            if (message is ProgressEvent { Step: 5 })
            {
                stop.Cancel();
            }
        };
        Assert.True(_project.Run(Stage.Train, stop.Token).Cancelled);
        _project.Heard = static _ => { };
        Assert.True(File.Exists(_project.Out($"{Name}-step00000002.safetensors")));
        _project.Write($"bin/{Name}-000001.txt", "of the user");
        _project.Write($"bin/{Name}-other-000001.safetensors", "of another project");
        _project.Values["SaveEveryNSteps"] = "0";
        _project.Values["SaveEveryNEpochs"] = "0";
        _project.RunAll(Stage.Train);
        Assert.Equal(["-other-000001", ""], Suffixes(_project));
        Assert.True(File.Exists(_project.Out($"{Name}-000001.txt")));
        _project.Write($"bin/{Name}-000001.safetensors", "left over");
        Assert.True(_project.Run(Stage.Train).FromStore);
        Assert.Equal(["-other-000001", ""], Suffixes(_project));
    }

    [Fact]
    public void NoMetadata_IsDrawnUnderFinal()
    {
        _project.Values["NoMetadata"] = "true";
        _project.RunAll(Stage.Train, Stage.Sample);
        Assert.Contains("final", Directory.GetDirectories(_project.Out("samples")).Select(Path.GetFileName));
    }

    private static string[] Suffixes(StageProject project) => [.. Directory.GetFiles(project.Paths.OutDirectory, "*.safetensors")
        .Select(file => Path.GetFileNameWithoutExtension(file)[Name.Length..])
        .OrderBy(suffix => suffix.Length == 0).ThenBy(suffix => suffix, StringComparer.Ordinal)];

    private static byte[] Bytes(StageProject project, string suffix) => File.ReadAllBytes(project.Out($"{Name}{suffix}.safetensors"));

    private static StageProject Project()
    {
        var project = StageProject.OnTinyModel();
        project.Values["MaxTrainEpochs"] = "4";
        project.Values["TrainBatchSize"] = "1";
        project.Values["SaveEveryNSteps"] = "2";
        project.Values["SaveLastNSteps"] = "2";
        project.Values["SaveEveryNEpochs"] = "1";
        project.Values["SaveLastNEpochs"] = "1";
        project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents);
        return project;
    }
}
