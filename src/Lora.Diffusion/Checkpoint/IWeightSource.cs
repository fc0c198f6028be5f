using Lora.Diffusion.Schedules;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>
/// Where a model's parts come from: a diffusers folder, or a single file that stands for one. Whatever the storage, tensors and configs come under diffusers'
/// names. Nothing is read before it is asked for.
/// </summary>
public interface IWeightSource
{
    /// <summary>The folder or file as it was given.</summary>
    string Location { get; }

    /// <summary>How it is stored, for people: <c>diffusers folder</c>, <c>single file</c>.</summary>
    string Form { get; }

    /// <summary>What the files say about what the model predicts.</summary>
    /// <exception cref="CheckpointException">They cannot be read.</exception>
    PredictionEvidence Evidence { get; }

    /// <summary>The files that decide what a part computes, for hashing and locking; empty where the model lacks the part.</summary>
    /// <exception cref="CheckpointException">The part's weights are missing.</exception>
    IReadOnlyList<string> FilesOf(ModelPart part);

    /// <summary>The file that says what the model is made of (<c>model_index.json</c>, or the single file), for messages.</summary>
    internal string IndexFile { get; }

    /// <summary>The kind of model if it is one that is known and not trained here, with its article; else null.</summary>
    /// <exception cref="CheckpointException">The source cannot be read.</exception>
    internal string? ForeignKind { get; }

    /// <summary>What the content shows of the model's kind.</summary>
    /// <exception cref="CheckpointException">The source cannot be read.</exception>
    internal ModelTraits Traits { get; }

    /// <summary>diffusers' or transformers' class of a part; null where the model lacks it.</summary>
    internal string? ClassOf(ModelPart part);

    /// <summary>A small file of a part by diffusers' name (<c>config.json</c>, <c>merges.txt</c>); null where there is none.</summary>
    /// <exception cref="CheckpointException">It cannot be read, or is a Git LFS pointer.</exception>
    internal ModelFile? Find(ModelPart part, string name);

    /// <summary>Opens a part's tensors; the caller disposes them.</summary>
    /// <exception cref="CheckpointException">They are missing or no whole file.</exception>
    internal PartWeights Open(ModelPart part);
}
