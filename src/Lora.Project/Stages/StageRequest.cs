namespace Lora.Project;

/// <summary>
/// One stage's work order, a self-contained file <c>obj/STAGE.request.json</c>: the engine needs nothing else to run the stage, with or without MSBuild.
/// </summary>
public sealed record StageRequest
{
    /// <summary>Which stage to run.</summary>
    public required StageName Stage { get; init; }

    /// <summary>SHA-256 of the stage's key file, 64 lower-case hex digits: the name of its result in the store.</summary>
    public required string Key { get; init; }

    /// <summary>The keys of all stages of this plan, by stage name: where results of earlier stages lie in the store.</summary>
    public required IReadOnlyDictionary<string, string> Keys { get; init; }

    /// <summary>The stage's parameters; those that the stage does not read (and that its key does not name) stand at their defaults.</summary>
    public required TrainingParameters Parameters { get; init; }

    /// <summary>All training images, in data order.</summary>
    public required IReadOnlyList<ImageItem> Images { get; init; }

    /// <summary>All prompts, in grid order; empty but for Sample.</summary>
    public required IReadOnlyList<PromptItem> Prompts { get; init; }

    /// <summary>SHA-256 of each part of the base model (unet, vae, text_encoder, tokenizer, scheduler), 64 lower-case hex digits.</summary>
    public required IReadOnlyDictionary<string, string> BaseModelHashes { get; init; }

    /// <summary>Where to read and write.</summary>
    public required StagePaths Paths { get; init; }

    /// <summary>Name of the LoRA without extension, as <c>zorblax-1.0.0</c>; epochs append <c>-000005</c>. kohya's output_name.</summary>
    public required string OutputName { get; init; }

    /// <summary>Where the engine writes the <see cref="StageResult"/>, last of all and only on success: <c>obj/STAGE.result.json</c>.</summary>
    public required string ResultFile { get; init; }
}
