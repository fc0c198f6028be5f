using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// Everything that a build of one project for one base model is made of: what keys and requests of all stages are derived from, without running the engine.
/// </summary>
public sealed class BuildPlan
{
    /// <summary>Every option's value in force.</summary>
    public required OptionValues Options { get; init; }

    /// <summary>Who said what of each option.</summary>
    internal OptionLayers Layers { get; init; } = new([]);

    /// <summary>Where the options that the user wrote stand.</summary>
    public IReadOnlyDictionary<string, SourcePlace> Places { get; init; } = new Dictionary<string, SourcePlace>();

    /// <summary><see cref="StageRequest.WrongOptions"/> of the whole project.</summary>
    public IReadOnlyCollection<Option> WrongOptions { get; init; } = [];

    /// <summary>In data order.</summary>
    public required IReadOnlyList<ImageItem> Images { get; init; }

    /// <summary>The regularization images as they are named, before as many samples of them are taken as there are of the others.</summary>
    public IReadOnlyList<ImageItem> RegularizationImages { get; init; } = [];

    /// <summary>In grid order.</summary>
    public required IReadOnlyList<PromptItem> Prompts { get; init; }

    /// <summary>In the order in which they are applied.</summary>
    public IReadOnlyList<TagRuleItem> TagRules { get; init; } = [];

    /// <summary>The trainings that follow each other, in their order; none: one of all images with the project's options.</summary>
    public IReadOnlyList<TrainPhaseItem> TrainPhases { get; init; } = [];

    /// <summary>The LoRAs that the training builds on; one that is not there has no hash.</summary>
    public IReadOnlyList<LoraInput> Loras { get; init; } = [];

    /// <summary>The base model's files, with the hash of each.</summary>
    public required IReadOnlyList<ModelFile> ModelFiles { get; init; }

    /// <summary>The files of tagger, captioner and upscaler, with the hash of each; their part is the <see cref="PictureModel"/>'s name.</summary>
    public IReadOnlyList<ModelFile> PictureModelFiles { get; init; } = [];

    /// <summary>Where to read and write.</summary>
    public required StagePaths Paths { get; init; }

    /// <summary>Where findings are written as SARIF, absolute; empty where nobody asks for it. As the lock file, one for each of several base models.</summary>
    public string SarifPath { get; init; } = "";

    /// <summary>Folder into which the finished LoRA is copied, absolute; empty where nobody asks for it.</summary>
    public string CopyTo { get; init; } = "";

    /// <summary>What has to be fetched first: until then the base model has no files. Null where nothing has.</summary>
    public BaseDownload? ToFetch { get; init; }

    /// <summary>Name of the LoRA without extension.</summary>
    public required string OutputName { get; init; }

    /// <summary>The base model's name, where the project is built for several of them; else empty.</summary>
    public string Alias { get; init; } = "";

    /// <summary>What is built, for people.</summary>
    internal string Title => OutputName + (Alias.Length > 0 ? $", for the base model {Alias}" : "");

    /// <summary>SHA-256 by part of the base model.</summary>
    public IReadOnlyDictionary<string, string> ModelHashes => field ??= ModelFile.HashesByPart(ModelFiles);

    /// <summary>Where an option stands: where the user wrote it, else the project file.</summary>
    public SourcePlace PlaceOf(Option option) => Places.GetValueOrDefault(option.Name) ?? new SourcePlace(Paths.ProjectFile);

    /// <summary>The stages that have something to do in this project.</summary>
    public IEnumerable<Stage> Stages => Stage.All.Where(Runs);

    /// <summary>False for a stage that has nothing to do, as Sample without prompts.</summary>
    public bool Runs(Stage stage) => stage.Runs(Options) && (stage != Stage.Sample || Prompts.Count > 0);

    /// <summary>True if the stage's files are taken from the store, as far as that is known without reading them.</summary>
    public bool HasStored(KeyFile key) => key.Stage.IsStored && StoreFolder.Actions(Paths.CacheDirectory).Holds(key.Hash);

    /// <summary>Steps of the whole training, if the pictures lie in one bucket; null where nothing is trained.</summary>
    internal long? Steps => TrainPhases.Count == 0 ? Length()?.TotalSteps : TrainPhases.Sum(phase => Length(phase)?.TotalSteps);

    /// <summary>How long the training, or a phase of it, goes if the pictures lie in one bucket; null without pictures.</summary>
    internal RunLength? Length(TrainPhaseItem? phase = null)
    {
        var (shown, values) = (phase?.Images.ToHashSet(), phase?.Values ?? Options);
        var samples = Images.Where(image => !image.IsValidation && shown?.Contains(image.Index) != false).Sum(image => (long)image.Repeats);
        return samples is 0 or > int.MaxValue ? null : RunLength.Of(values, RunLength.Batches([(int)samples], values.Get(RunOptions.TrainBatchSize)));
    }

    /// <summary>What the target MakeRegularization is to make.</summary>
    /// <param name="resolve">A path of the project's to an absolute one.</param>
    public RegularizationWork Regularization(Func<string, string> resolve)
    {
        var folder = Path.Combine(resolve(Options.Get(MakeRegularizationOptions.RegularizationDir)), Alias);
        var prompt = OptionValues.Resolve(PromptOptions.Group, new Dictionary<string, string>
        {
            [PromptOptions.Steps.Name] = Options.Text(MakeRegularizationOptions.RegularizationSteps),
            [PromptOptions.Scale.Name] = Options.Text(MakeRegularizationOptions.RegularizationScale),
        }, project: Options);
        return new(Path.TrimEndingDirectorySeparator(folder), Options.Get(DatasetOptions.CaptionExtension),
            Options.Get(MakeRegularizationOptions.RegularizationPerImage), Options.Get(MakeRegularizationOptions.RegularizationTags), prompt.Texts,
            Path.Combine(Paths.ObjDirectory, "regularization.written.tsv"));
    }

    /// <summary>The work order of a stage. It sees only the options that its key names (and those that change no result).</summary>
    public StageRequest Request(Stage stage, IReadOnlyDictionary<Stage, KeyFile> keys) => new()
    {
        Stage = stage,
        Key = keys[stage].Hash,
        TrainingKey = StageKeys.OfTraining(keys[Stage.Train]),
        OpenTrainingKey = StageKeys.OfOpenTraining(keys[Stage.Train]),
        Keys = keys.ToDictionary(pair => pair.Key.Name, pair => pair.Value.Hash),
        Options = Options.Only(stage.Sees).Texts,
        Places = Places.Where(place => Vocabulary.Options.Find(place.Key) is { } option && stage.Sees(option)).ToDictionary(),
        WrongOptions = [.. WrongOptions.Where(option => stage.Sees(option) && option.AppliesTo(stage, Options)).Select(option => option.Name)],
        Images = Images,
        // a training says how long the samples will take, and may draw some on its way
        Prompts = stage.Sources.HasFlag(StageSources.Prompts) || stage == Stage.Train ? Prompts : [],
        TagRules = stage.Sources.HasFlag(StageSources.TagRules) ? TagRules : [],
        TrainPhases = stage.Sources.HasFlag(StageSources.TrainPhases) ? TrainPhases : [],
        Loras = [.. Loras.Where(lora => lora.File.Sha256.Length > 0)],
        ModelFiles = ModelFiles,
        PictureModelFiles = PictureModelFiles,
        Paths = Paths,
        Store = StoreSettings.Of(Options),
        OutputName = OutputName,
    };
}
