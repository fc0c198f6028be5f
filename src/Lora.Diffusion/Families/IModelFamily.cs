using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>A kind of model: how its parts fit together. <see cref="FamilyCatalog"/> lists them; what one opens is used without asking which it is.</summary>
public interface IModelFamily
{
    /// <summary>Short and stable, for keys and file names: <c>sd1</c>.</summary>
    string Name { get; }

    /// <summary>For people: <c>Stable Diffusion 1.x</c>.</summary>
    string DisplayName { get; }

    /// <summary>The parts a model of this family consists of.</summary>
    IReadOnlyList<ModelPart> Parts { get; }

    /// <summary>Both noise and velocity are predicted by models of this family that people use as they were published.</summary>
    bool HasBothPredictions { get; }

    /// <summary>The most steps that a LoRA for a model of this family usually takes.</summary>
    int UsualSteps { get; }

    /// <summary>Whether a source holds a model of this family, by its content.</summary>
    /// <exception cref="CheckpointException">The source does not say what it is.</exception>
    bool Recognizes(IWeightSource source);

    /// <summary>Opens a model that <see cref="Recognizes"/> accepted; no weights are read.</summary>
    /// <param name="source">Where the parts come from.</param>
    /// <param name="runtime">Where the weights go.</param>
    /// <param name="settings">How.</param>
    /// <exception cref="CheckpointException">A part is missing, or of a class that this family does not have.</exception>
    IDiffusionModel Open(IWeightSource source, TensorRuntime runtime, ModelSettings settings);
}
