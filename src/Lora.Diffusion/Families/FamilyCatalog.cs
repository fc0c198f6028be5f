using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>The model families there are, and the way from a path to an opened model.</summary>
public static class FamilyCatalog
{
    public static IReadOnlyList<IModelFamily> All { get; } = [new StableDiffusion1Family()];

    /// <summary>What lies at a path: a diffusers folder. Reads the index, no weights.</summary>
    /// <exception cref="CheckpointException">There is no model.</exception>
    public static IWeightSource SourceAt(string path) => new DiffusersFolder(path);

    /// <summary>The family that a source belongs to.</summary>
    /// <exception cref="CheckpointException">None that is understood.</exception>
    public static IModelFamily Of(IWeightSource source) => All.FirstOrDefault(family => family.Recognizes(source))
        ?? throw new CheckpointException(
            source.IndexFile, $"the model is a {source.Pipeline}; understood: {string.Join(", ", All.Select(family => family.DisplayName))}.");

    /// <summary>Opens a source as a model of its family; see <see cref="IModelFamily.Open"/>.</summary>
    /// <exception cref="CheckpointException">The model is of no family that is understood, or lacks a part.</exception>
    public static IDiffusionModel Open(IWeightSource source, TensorRuntime runtime, DType? storage = null) => Of(source).Open(source, runtime, storage);
}
