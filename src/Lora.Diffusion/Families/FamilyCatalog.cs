using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>The model families there are, and the way from a path to an opened model.</summary>
public static class FamilyCatalog
{
    public static IReadOnlyList<IModelFamily> All { get; } = [new StableDiffusion1Family(), new StableDiffusion2Family(), new StableDiffusionXLFamily()];

    /// <summary>What lies at a place: a diffusers folder or a single file. Reads the index or the header, no weights.</summary>
    /// <exception cref="CheckpointException">There is no model.</exception>
    public static IWeightSource SourceAt(ModelLocation location)
    {
        IWeightSource source = File.Exists(location.Path) ? new SingleFile(location.Path, location.Config) : new DiffusersFolder(location.Path);
        return location.Vae.Length == 0 ? source : new ReplacedVae(source, location.Vae);
    }

    /// <summary>The family that a source belongs to.</summary>
    /// <exception cref="CheckpointException">None that is understood.</exception>
    public static IModelFamily Of(IWeightSource source)
    {
        var foreign = source.ForeignKind;
        if (foreign is null && All.FirstOrDefault(family => family.Recognizes(source)) is { } found)
        {
            return found;
        }

        throw new CheckpointException(
            source.IndexFile, $"this is {foreign ?? source.Traits.Describe()}; understood: {string.Join(", ", All.Select(family => family.DisplayName))}.");
    }

    /// <summary>Opens a source as a model of its family; see <see cref="IModelFamily.Open"/>.</summary>
    /// <exception cref="CheckpointException">The model is of no family that is understood, or lacks a part.</exception>
    public static IDiffusionModel Open(IWeightSource source, TensorRuntime runtime, ModelSettings? settings = null) =>
        Of(source).Open(source, runtime, settings ?? new());
}
