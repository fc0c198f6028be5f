namespace Lora.Project;

/// <summary>
/// Everything that a build of one project for one base model is made of: what keys and requests of all stages are derived from, without running the engine.
/// </summary>
public sealed class BuildPlan
{
    /// <summary>Canonical text by property name (<see cref="ParameterValue.Normalize"/>); only what the user set.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>In data order.</summary>
    public required IReadOnlyList<ImageItem> Images { get; init; }

    /// <summary>In grid order.</summary>
    public required IReadOnlyList<PromptItem> Prompts { get; init; }

    /// <summary>SHA-256 by part of the base model: unet, vae, text_encoder, tokenizer, scheduler.</summary>
    public required IReadOnlyDictionary<string, string> BaseModelHashes { get; init; }

    /// <summary>Where to read and write.</summary>
    public required StagePaths Paths { get; init; }

    /// <summary>Name of the LoRA without extension.</summary>
    public required string OutputName { get; init; }

    /// <summary>All values, typed.</summary>
    public TrainingParameters Parameters => TrainingParameters.From(Values);

    /// <summary>False for CacheTextEmbeddings while the text encoder is trained or captions are shuffled, and for Sample without prompts.</summary>
    public bool Runs(StageName stage) => stage switch
    {
        StageName.CacheTextEmbeddings => Parameters.CachesTextEmbeddings,
        StageName.Sample => Prompts.Count > 0,
        _ => true,
    };

    /// <summary>The work order of a stage. It sees only the parameters that its key names.</summary>
    public StageRequest Request(StageName stage, IReadOnlyDictionary<StageName, KeyFile> keys) => new()
    {
        Stage = stage,
        Key = keys[stage].Hash,
        Keys = keys.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value.Hash),
        Parameters = TrainingParameters.From(ParameterTable.All.Where(parameter => StageKeys.Reads(stage, parameter) && Values.ContainsKey(parameter.Name))
            .ToDictionary(parameter => parameter.Name, parameter => Values[parameter.Name], StringComparer.Ordinal)),
        Images = Images,
        Prompts = stage is StageName.Sample ? Prompts : [],
        BaseModelHashes = BaseModelHashes,
        Paths = Paths,
        OutputName = OutputName,
        ResultFile = Path.Combine(Paths.ObjDirectory, $"{stage}.result.json"),
    };
}
