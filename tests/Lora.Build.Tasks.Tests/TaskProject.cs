using Lora.Testing;
using Lora.Vocabulary;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Lora.Build.Tasks.Tests;

/// <summary>A project in a temp folder whose name chooses the dummy engine's behaviour.</summary>
internal sealed class TaskProject : TestProject, IDisposable
{
    private readonly TempFolder _root;

    public TaskProject(string behaviour, string properties = "")
        : this(new TempFolder("lora-tasks-"), behaviour, properties)
    {
    }

    private TaskProject(TempFolder root, string behaviour, string properties)
        : base(root[behaviour])
    {
        _root = root;
        Write("model/unet/config.json", "{}");
        Write("test.loraproj",
            $"<Project Sdk=\"Lora.Sdk\">\n  <PropertyGroup>\n    <BaseModel>model</BaseModel>\n{properties}  </PropertyGroup>\n</Project>\n");
        WriteImage("images/a.png", "a"u8.ToArray(), "smile");
        WriteImage("images/b.JPG", "b"u8.ToArray(), "arms up");
    }

    public static string DummyEngine { get; } = Path.Combine(AppContext.BaseDirectory, "Lora.DummyEngine.dll");

    /// <summary>The build that runs; <see cref="NextBuild"/> begins another.</summary>
    public FakeBuildEngine Build { get; private set; } = new();

    public Dictionary<string, string> Properties { get; } = new() { ["BaseModel"] = "model", ["MaxTrainSteps"] = "4" };

    public List<ITaskItem> Prompts { get; } = [];

    public string Engine { get; set; } = DummyEngine;

    public bool LiveProgress { get; set; }

    /// <summary>The environment's CI.</summary>
    public string Ci { get; set; } = "";

    /// <summary>As a target that only prints.</summary>
    public bool Prints { get; set; }

    /// <summary>One of several base models; empty where there is one.</summary>
    public string Alias { get; set; } = "";

    public string Obj => Path.Combine(Folder, "obj", Alias.Length > 0 ? Alias : "model");

    /// <summary>As the target _LoraPlan.</summary>
    public PlanStages Plan(bool expectSuccess = true, bool looksOnly = false)
    {
        var task = new PlanStages
        {
            BuildEngine = Build,
            ProjectFile = At("test.loraproj"),
            Options = [.. Properties.Select(pair => new TaskItem(pair.Key, new Dictionary<string, string> { ["Value"] = pair.Value }))],
            Images = [.. Directory.GetFiles(At("images")).Select(file => new TaskItem(file, new Dictionary<string, string> { ["_LoraDefault"] = "true" }))],
            Prompts = [.. Prompts],
            ObjDirectory = Obj + "/",
            OutDirectory = At(Path.Combine("bin", Alias)) + "/",
            Alias = Alias,
            OutputName = "test-1.0.0",
            Engine = Engine,
            LiveProgress = LiveProgress,
            LooksOnly = looksOnly,
            Ci = Ci,
            Prints = Prints,
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

    /// <summary>As the target _LoraWriteLock.</summary>
    public bool WriteLock() => new WriteLock { BuildEngine = Build, ObjDirectory = Obj + "/" }.Execute();

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
        _root.Dispose();
    }
}
