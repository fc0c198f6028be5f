using Lora.Vocabulary;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Lora.Build.Tasks.Tests;

/// <summary>A project in a temp folder whose name chooses the dummy engine's behaviour.</summary>
internal sealed class TestProject : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("lora-tasks-");

    public TestProject(string behaviour, string properties = "")
    {
        Folder = Path.Combine(_root.FullName, behaviour);
        Directory.CreateDirectory(Path.Combine(Folder, "images"));
        Directory.CreateDirectory(Path.Combine(Folder, "model", "unet"));
        Write("model/unet/config.json", "{}");
        Write("test.loraproj",
            $"<Project Sdk=\"Lora.Sdk\">\n  <PropertyGroup>\n    <BaseModel>model</BaseModel>\n{properties}  </PropertyGroup>\n</Project>\n");
        Write("images/a.png", "a");
        Write("images/a.txt", "smile");
        Write("images/b.JPG", "b");
        Write("images/b.txt", "arms up");
    }

    public static string DummyEngine { get; } = Path.Combine(AppContext.BaseDirectory, "Lora.DummyEngine.dll");

    /// <summary>The build that runs; <see cref="NextBuild"/> begins another.</summary>
    public FakeBuildEngine Build { get; private set; } = new();

    public string Folder { get; }

    public Dictionary<string, string> Properties { get; } = new() { ["BaseModel"] = "model", ["MaxTrainSteps"] = "4" };

    public List<ITaskItem> Prompts { get; } = [];

    public string Engine { get; set; } = DummyEngine;

    public bool LiveProgress { get; set; }

    public string Obj => Path.Combine(Folder, "obj", "model");

    public string At(string name) => Path.Combine(Folder, name);

    public void Write(string name, string text) => File.WriteAllText(At(name), text);

    /// <summary>As the target _LoraPlan.</summary>
    public PlanStages Plan(bool expectSuccess = true)
    {
        var task = new PlanStages
        {
            BuildEngine = Build,
            ProjectFile = At("test.loraproj"),
            Options = [.. Properties.Select(pair => new TaskItem(pair.Key, new Dictionary<string, string> { ["Value"] = pair.Value }))],
            Images = [.. Directory.GetFiles(At("images")).Select(file => new TaskItem(file, new Dictionary<string, string> { ["_LoraDefault"] = "true" }))],
            Prompts = [.. Prompts],
            ObjDirectory = Obj + "/",
            OutDirectory = At("bin") + "/",
            OutputName = "test-1.0.0",
            Engine = Engine,
            LiveProgress = LiveProgress,
        };
        Assert.Equal(expectSuccess, task.Execute());
        return task;
    }

    /// <summary>Ends the build and begins another in the same folder.</summary>
    public void NextBuild(FakeBuildEngine? build = null)
    {
        Build.Dispose();
        Build = build ?? new FakeBuildEngine();
    }

    /// <summary>As a stage's target.</summary>
    public RunStage Stage(Stage stage, EngineLimits? limits = null) => new()
    {
        BuildEngine = Build,
        Stage = stage.ToString(),
        ObjDirectory = Obj + "/",
        Limits = limits ?? EngineLimits.Default,
    };

    public void Dispose()
    {
        Build.Dispose();
        _root.Delete(recursive: true);
    }
}
