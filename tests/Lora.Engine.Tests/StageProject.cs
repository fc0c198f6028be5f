using System.Text;
using Lora.Imaging;
using Lora.Project;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests;

/// <summary>A project in a temporary folder, and the requests that the SDK would write for it.</summary>
internal sealed class StageProject : TestProject, IDisposable
{
    private readonly TempFolder _folder;
    private readonly List<string> _images = [];

    internal StageProject()
        : this(new TempFolder())
    {
    }

    private StageProject(TempFolder folder)
        : base(folder.Path) => _folder = folder;

    /// <summary>On the quickstart's base model, read where it lies: two pictures, one epoch of one step, two prompts of two steps.</summary>
    internal static StageProject OnTinyModel()
    {
        var project = new StageProject { BaseModel = Repository.ZorblaxModel };
        project.Values["Trigger"] = "zorblax";
        project.Values["TrainBatchSize"] = "2";
        project.Values["MaxTrainEpochs"] = "1";
        project.Values["NetworkDim"] = "4";
        project.AddImage("images/a.png", TestImage.Png(130, 128));
        project.AddImage("images/b.png", TestImage.Png(128, 130, seed: 2), "blue body, smile");
        project.AddPrompt("one", ("Text", "zorblax, smile"), ("Negative", "two eyes"), ("Seed", "7"), ("Steps", "2"), ("Scale", "4"));
        project.AddPrompt("two", ("Text", "(red body:1.2), smile"), ("Seed", "8"), ("Steps", "2"), ("Scale", "4"));
        return project;
    }

    /// <summary>The same on one of the golden set's models, whose weights mean nothing.</summary>
    /// <param name="model">A folder or file of the group <c>models</c>.</param>
    internal static StageProject OnGoldenModel(string model)
    {
        var project = OnTinyModel();
        project.BaseModel = GoldenFolder.Find("models", model);
        return project;
    }

    internal Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal)
    {
        ["Resolution"] = "128",
        ["MinBucketReso"] = "96",
        ["MaxBucketReso"] = "192",
        ["BucketResoSteps"] = "16",
        ["NumRepeats"] = "1",
    };

    internal List<PromptItem> Prompts { get; } = [];

    internal List<TagRuleItem> TagRules { get; } = [];

    internal List<LoraInput> Loras { get; } = [];

    internal List<TrainPhaseItem> TrainPhases { get; } = [];

    internal string BaseModel { get; set; } = "";

    internal string VaeModel { get; set; } = "";

    internal string BaseModelConfig { get; set; } = "";

    /// <summary>Another project's, to share its store.</summary>
    internal string? CacheDirectory { get; set; }

    internal string SamplesDirectory { get; set; } = "samples";

    internal string LibTorch { get; set; } = "";

    /// <summary>What the plan says of a picture beyond its files.</summary>
    internal Func<ImageItem, ImageItem> Say { get; set; } = static image => image;

    /// <summary>Told each event of a run.</summary>
    internal Action<EngineEvent> Heard { get; set; } = static _ => { };

    internal IImageCodec Codec { get; set; } = new ManagedCodec();

    internal IReadOnlyList<EngineStage> Stages { get; set; } = StageCatalog.All;

    /// <summary>False: Validate keeps to itself that the few steps which tests train are unusual.</summary>
    internal bool MindsSteps { get; set; }

    internal RecordedEvents Events { get; private set; } = new();

    internal StagePaths Paths => new(At("test.loraproj"), Folder, At("obj"), At("bin"), CacheDirectory ?? At("cache"), BaseModel)
    {
        SamplesDirectory = SamplesDirectory,
        LibTorch = LibTorch,
        BaseClaim = Claim,
        VaeModel = VaeModel,
        BaseModelConfig = BaseModelConfig,
    };

    internal BaseClaim? Claim { get; set; }

    internal OptionValues Options => OptionValues.Resolve(Vocabulary.Options.All, Values);

    internal string Obj(string name) => Path.Combine(Paths.ObjDirectory, name);

    internal string Out(string name) => Path.Combine(Paths.OutDirectory, name);

    public void Dispose() => _folder.Dispose();

    internal void AddImage(string name, byte[] content, byte[]? caption)
    {
        WriteImage(name, content, caption);
        _images.Add(name);
    }

    internal void AddImage(string name, byte[] content, string caption = "red body, two eyes") => AddImage(name, content, Encoding.UTF8.GetBytes(caption));

    /// <summary>A prompt on line 7 of the project file: name, then metadata as <c>Text=..., Steps=2</c> pairs.</summary>
    internal void AddPrompt(string name, params (string Name, string Value)[] metadata) => Prompts.Add(new(name, OptionValues.Resolve(
        PromptOptions.Group, metadata.ToDictionary(pair => pair.Name, pair => pair.Value), project: Options).Texts, new(Paths.ProjectFile, 7, 5)));

    /// <summary>A tag rule on line 9 of the project file; a file is one of the project.</summary>
    internal void AddRule(string name, TagActionVariant action, string tags = "", string with = "", string file = "") => TagRules.Add(new(name,
        new Dictionary<string, string> { ["Action"] = action.Name, ["Tags"] = tags, ["With"] = with, ["File"] = file.Length > 0 ? At(file) : "" },
        file.Length > 0 ? HashOf(At(file), Digest.OfFileLines) : "", new(Paths.ProjectFile, 9, 5)));

    /// <summary>A LoRA that line 5 of the project file names.</summary>
    internal void AddLora(Option option, string path, double multiplier = 1) => Loras.Add(
        new(new ModelFile(option.Name, Path.GetFileName(path), path, HashOf(path)), multiplier, new(Paths.ProjectFile, 5, 5)));

    /// <summary>A phase on line 11 of the project file, that shows images by their index.</summary>
    internal void AddPhase(string name, int[] images, params (string Name, string Value)[] options)
    {
        var written = new Dictionary<string, string>(Values);
        written.Remove("MaxTrainEpochs");
        foreach (var (option, value) in options)
        {
            written[option] = value;
        }

        TrainPhases.Add(new(name, OptionValues.Resolve(Vocabulary.Options.All, written).Only(Stage.Train.Sees).Texts, images, new(Paths.ProjectFile, 11, 5)));
    }

    /// <summary>Copies the base model into the project's folder, to be changed there.</summary>
    internal string CopyModel()
    {
        foreach (var file in Directory.EnumerateFiles(BaseModel, "*", SearchOption.AllDirectories))
        {
            Write(Path.Combine("model", Path.GetRelativePath(BaseModel, file)), File.ReadAllBytes(file));
        }

        return BaseModel = At("model");
    }

    internal void NameMissingImage(string name) => _images.Add(name);

    internal BuildPlan Plan() => new()
    {
        Options = Options,
        // every value that differs from the default stands on line 3
        Places = Values.Keys.ToDictionary(name => name, _ => new SourcePlace(Paths.ProjectFile, 3, 5)),
        Images = [.. _images.Order(StringComparer.Ordinal).Select((name, index) => new ImageItem(index, name, At(name), HashOf(At(name)),
            Path.ChangeExtension(At(name), ".txt"), HashOf(Path.ChangeExtension(At(name), ".txt"), Digest.OfFileLines),
            Options.Get(DatasetOptions.NumRepeats))).Select(Say)],
        TagRules = TagRules,
        Loras = Loras,
        TrainPhases = TrainPhases,
        Prompts = Prompts,
        ModelFiles = BaseModelFiles.Find(BaseModel, VaeModel, BaseModelConfig, new StatCache(At("hashes.tsv"), () => DateTime.UtcNow)),
        PictureModelFiles = [.. PictureModel.All.Where(model => model.IsIn(Options)).SelectMany(model =>
            PictureModelFiles.Find(model, At(Options.Get(model.Option)), new StatCache(At("hashes.tsv"), () => DateTime.UtcNow)))],
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
        return plan.Request(stage, StageKeys.Of(plan)) with { EnginePackages = RestoredPackages.All };
    }

    /// <summary>Runs a stage in an engine of its own, with a fresh list of events.</summary>
    internal StageResult Run(Stage stage, CancellationToken stop = default) => Run(Request(stage), stop);

    /// <summary>The same for a request that was made before something changed.</summary>
    internal StageResult Run(StageRequest request, CancellationToken stop = default)
    {
        Events = new RecordedEvents { Heard = Heard };
        using var runner = new StageRunner(Stages, Codec);
        var files = new StageFiles(Paths, request.Stage);
        NewFile.TryDelete(files.Result);
        var result = runner.Run(request, Events, stop);
        if (result.Success)
        {
            // as the task does
            files.Keep(result);
        }

        return MindsSteps || request.Stage != Stage.Validate ? result
            : result with { Findings = [.. result.Findings.Where(finding => finding.Code != TrainingDiagnostics.UnusualSteps.Code)] };
    }

    private static string HashOf(string path, Func<string, string>? digest = null) => File.Exists(path) ? (digest ?? Digest.OfFile)(path) : "";
}
