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

    /// <summary>The files that decide what a part computes, for hashing and locking; empty where the model lacks the part.</summary>
    /// <exception cref="CheckpointException">The part's weights are missing.</exception>
    IReadOnlyList<string> FilesOf(ModelPart part);

    /// <summary>The file that says what the model is made of (<c>model_index.json</c>), for messages.</summary>
    internal string IndexFile { get; }

    /// <summary>diffusers' class of the whole, for instance <c>StableDiffusionPipeline</c>.</summary>
    /// <exception cref="CheckpointException">The source does not say.</exception>
    internal string Pipeline { get; }

    /// <summary>diffusers' or transformers' class of a part; null where the model lacks it.</summary>
    internal string? ClassOf(ModelPart part);

    /// <summary>A small file of a part by diffusers' name (<c>config.json</c>, <c>merges.txt</c>); null where there is none.</summary>
    /// <exception cref="CheckpointException">It cannot be read, or is a Git LFS pointer.</exception>
    internal ModelFile? Find(ModelPart part, string name);

    /// <summary>Opens a part's tensors; the caller disposes them.</summary>
    /// <exception cref="CheckpointException">They are missing or no whole safetensors file.</exception>
    internal PartWeights Open(ModelPart part);
}
