using System.Text.Json.Serialization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// One stage's work order, a self-contained file <c>obj/STAGE.request.json</c>: the engine needs nothing else to run the stage, with or without MSBuild.
/// </summary>
public sealed record StageRequest
{
    private OptionValues? _values;

    /// <summary>Which stage to run.</summary>
    public required Stage Stage { get; init; }

    /// <summary>SHA-256 of the stage's key file, 64 lower-case hex digits: the name of its result in the store.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// Train's key without the pictures that it draws on its way: the training is the same one whatever it draws. Where it draws none, Train's key itself.
    /// </summary>
    public string TrainingKey { get; init; } = "";

    /// <summary>That of all trainings that differ from it in their length alone: the address of the state that the last of them saved.</summary>
    public string OpenTrainingKey { get; init; } = "";

    /// <summary>The keys of all stages of this plan, by stage name: where results of earlier stages lie in the store.</summary>
    public required IReadOnlyDictionary<string, string> Keys { get; init; }

    /// <summary>The values in force of the options that the stage's key names, as canonical texts.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>Where those of them stand that the user wrote.</summary>
    public required IReadOnlyDictionary<string, SourcePlace> Places { get; init; }

    /// <summary>Options that hold no value, so that a default stands in, or contradict each other: what follows from them is not worth saying.</summary>
    public required IReadOnlyList<string> WrongOptions { get; init; }

    /// <summary>All training images, in data order.</summary>
    public required IReadOnlyList<ImageItem> Images { get; init; }

    /// <summary>All prompts, in grid order; empty for a stage that reads none.</summary>
    public required IReadOnlyList<PromptItem> Prompts { get; init; }

    /// <summary>The rules for the captions' tags, in the order in which they are applied; empty for a stage that reads none.</summary>
    public IReadOnlyList<TagRuleItem> TagRules { get; init; } = [];

    /// <summary>The trainings that follow each other, in their order; empty for a stage that reads none, and where there is one.</summary>
    public IReadOnlyList<TrainPhaseItem> TrainPhases { get; init; } = [];

    /// <summary>The LoRAs that the training builds on; those of the base model are part of it in every stage.</summary>
    public IReadOnlyList<LoraInput> Loras { get; init; } = [];

    /// <summary>What is asked for in the place of the stage; null in a build.</summary>
    public CaptionWork? CaptionWork { get; init; }

    /// <summary>As <see cref="CaptionWork"/>.</summary>
    public RegularizationWork? RegularizationWork { get; init; }

    /// <summary>As <see cref="CaptionWork"/>.</summary>
    public CacheWork? CacheWork { get; init; }

    /// <summary>As <see cref="CaptionWork"/>.</summary>
    public ComparisonWork? ComparisonWork { get; init; }

    /// <summary>The base model's files, with the hash of each.</summary>
    public required IReadOnlyList<ModelFile> ModelFiles { get; init; }

    /// <summary>The files of tagger, captioner and upscaler, with the hash of each; their part is the <see cref="PictureModel"/>'s name.</summary>
    public IReadOnlyList<ModelFile> PictureModelFiles { get; init; } = [];

    /// <summary>Where to read and write.</summary>
    public required StagePaths Paths { get; init; }

    /// <summary>How the store is kept.</summary>
    public StoreSettings Store { get; init; } = new(0);

    /// <summary>The folders of the restored packages by name, where the stage's runtime is one that comes as a package.</summary>
    public IReadOnlyDictionary<string, string> EnginePackages { get; init; } = new Dictionary<string, string>();

    /// <summary>For Validate, what was found out about single images and their captions before it runs: shown in its report, and not said again.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Name of the LoRA without extension, as <c>zorblax-1.0.0</c>; epochs append <c>-000005</c>. kohya's output_name.</summary>
    public required string OutputName { get; init; }

    /// <summary>The options, typed. Asking for one that the stage's row does not name is a fault: its key would not hold it.</summary>
    [JsonIgnore]
    public OptionValues Values => _values ??= OptionValues.Read(Vocabulary.Options.All, Options);

    /// <summary>SHA-256 by part of the base model, 64 lower-case hex digits.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> ModelHashes => field ??= ModelFile.HashesByPart(ModelFiles);

    /// <summary>The files of a model that looks at pictures; none where the project names none.</summary>
    public IEnumerable<ModelFile> FilesOf(PictureModel model) => PictureModelFiles.Where(file => file.Part == model.Name);

    /// <summary>The LoRA that the training goes on from; null where it begins from nothing.</summary>
    [JsonIgnore]
    public LoraInput? NetworkWeights => Loras.FirstOrDefault(lora => !lora.IsOfBase);

    /// <summary>The LoRAs that are merged into the base model, in their order.</summary>
    [JsonIgnore]
    public IReadOnlyList<LoraInput> BaseWeights => [.. Loras.Where(lora => lora.IsOfBase)];

    /// <summary>A value in force.</summary>
    public T Get<T>(Option<T> option) => Values.Get(option);

    /// <summary>True if a check that reads one of the options has to be left out: the option itself has been reported.</summary>
    public bool AnyWrong(params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            if (WrongOptions.Contains(option.Name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where an option stands: where the user wrote it, else the project file.</summary>
    public SourcePlace PlaceOf(Option option) => Places.GetValueOrDefault(option.Name) ?? new SourcePlace(Paths.ProjectFile);
}
