using System.Text;
using Lora.Imaging;
using Lora.Project;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests;

/// <summary>A project in a temporary folder, and the requests that the SDK would write for it.</summary>
internal sealed class TestProject : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<string> _images = [];

    internal Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal)
    {
        ["Resolution"] = "128",
        ["MinBucketReso"] = "96",
        ["MaxBucketReso"] = "192",
        ["BucketResoSteps"] = "16",
        ["NumRepeats"] = "1",
    };

    internal List<PromptItem> Prompts { get; } = [];

    internal string BaseModel { get; set; } = "";

    /// <summary>Another project's, to share its store.</summary>
    internal string? CacheDirectory { get; set; }

    internal string SamplesDirectory { get; set; } = "samples";

    /// <summary>Told each event of a run.</summary>
    internal Action<EngineEvent> Heard { get; set; } = static _ => { };

    internal IImageCodec Codec { get; set; } = new ManagedCodec();

    internal RecordedEvents Events { get; private set; } = new();

    internal string Root => _folder.Path;

    internal StagePaths Paths => new(_folder["test.loraproj"], Root, _folder["obj"], _folder["bin"], CacheDirectory ?? _folder["cache"], BaseModel)
    {
        SamplesDirectory = SamplesDirectory,
    };

    internal OptionValues Options => OptionValues.Resolve(Vocabulary.Options.All, Values);

    internal string Obj(string name) => Path.Combine(Paths.ObjDirectory, name);

    internal string Out(string name) => Path.Combine(Paths.OutDirectory, name);

    public void Dispose() => _folder.Dispose();

    internal void AddImage(string name, byte[] content, byte[]? caption)
    {
        var path = _folder[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        if (caption is not null)
        {
            File.WriteAllBytes(Path.ChangeExtension(path, ".txt"), caption);
        }

        _images.Add(name);
    }

    internal void AddImage(string name, byte[] content, string caption = "red body, two eyes") => AddImage(name, content, Encoding.UTF8.GetBytes(caption));

    /// <summary>A prompt on line 7 of the project file: name, then metadata as <c>Text=..., Steps=2</c> pairs.</summary>
    internal void AddPrompt(string name, params (string Name, string Value)[] metadata) => Prompts.Add(new(name, OptionValues.Resolve(
        PromptOptions.Group, metadata.ToDictionary(pair => pair.Name, pair => pair.Value), project: Options).Texts, new(Paths.ProjectFile, 7, 5)));

    internal void NameMissingImage(string name) => _images.Add(name);

    internal BuildPlan Plan() => new()
    {
        Options = Options,
        // every value that differs from the default stands on line 3
        Places = Values.Keys.ToDictionary(name => name, _ => new SourcePlace(Paths.ProjectFile, 3, 5)),
        Images = [.. _images.Order(StringComparer.Ordinal).Select((name, index) => new ImageItem(index, name, _folder[name], HashOf(_folder[name]),
            Path.ChangeExtension(_folder[name], ".txt"), HashOf(Path.ChangeExtension(_folder[name], ".txt")), Options.Get(DatasetOptions.NumRepeats)))],
        Prompts = Prompts,
        ModelFiles = BaseModelFiles.Find(BaseModel, new StatCache(_folder["hashes.tsv"], () => DateTime.UtcNow)),
        Paths = Paths,
        OutputName = "test-1.0.0",
    };

    /// <summary>Runs stages that must succeed.</summary>
    internal void RunAll(params ReadOnlySpan<Stage> stages)
    {
        foreach (var stage in stages)
        {
            var result = Run(stage);
            Assert.True(result.Success, string.Join('\n', result.Findings));
        }
    }

    internal StageRequest Request(Stage stage)
    {
        var plan = Plan();
        return plan.Request(stage, StageKeys.Of(plan));
    }

    /// <summary>Runs a stage in an engine of its own, with a fresh list of events.</summary>
    internal StageResult Run(Stage stage, CancellationToken stop = default) => Run(Request(stage), stop);

    /// <summary>The same for a request that was made before something changed.</summary>
    internal StageResult Run(StageRequest request, CancellationToken stop = default)
    {
        Events = new RecordedEvents { Heard = Heard };
        using var runner = new StageRunner(StageCatalog.All, Codec);
        var files = new StageFiles(Paths, request.Stage);
        NewFile.TryDelete(files.Result);
        var result = runner.Run(request, Events, stop);
        if (result.Success)
        {
            // as the task does
            files.Keep(result);
        }

        return result;
    }

    private static string HashOf(string path) => File.Exists(path) ? Digest.OfFile(path) : "";
}
