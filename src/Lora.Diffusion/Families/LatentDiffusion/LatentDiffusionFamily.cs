using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>A family of models that differ in their text encoders alone; U-Net, autoencoder and schedule are of one kind.</summary>
/// <param name="parts">What tells it from the others.</param>
internal abstract class LatentDiffusionFamily(LatentDiffusionParts parts) : IModelFamily
{
    private static readonly string[] Tokenizers = ["CLIPTokenizer", "CLIPTokenizerFast"];

    public abstract string Name { get; }

    public abstract string DisplayName { get; }

    public IReadOnlyList<ModelPart> Parts { get; } =
        [ModelPart.Unet, ModelPart.Vae, .. parts.TextEncoders.SelectMany(row => (ModelPart[])[row.Encoder, row.Tokenizer]), ModelPart.Scheduler];

    public virtual bool HasBothPredictions => false;

    public virtual int UsualSteps => 2000;

    public abstract bool Recognizes(IWeightSource source);

    public IDiffusionModel Open(IWeightSource source, TensorRuntime runtime, ModelSettings settings)
    {
        Require(source, ModelPart.Unet, "UNet2DConditionModel");
        Require(source, ModelPart.Vae, "AutoencoderKL");
        foreach (var row in parts.TextEncoders)
        {
            Require(source, row.Encoder, row.HasProjection ? "CLIPTextModelWithProjection" : "CLIPTextModel");
            Require(source, row.Tokenizer, Tokenizers);
        }

        return new LatentDiffusionModel(this, parts, source, runtime, settings);
    }

    private static void Require(IWeightSource source, ModelPart part, params string[] classes)
    {
        var found = source.ClassOf(part) ?? throw new CheckpointException(source.IndexFile, $"'{part}' is missing: the model has no such part.");
        if (!classes.Contains(found, StringComparer.Ordinal))
        {
            throw new CheckpointException(source.IndexFile, $"'{part}' is a {found}; understood: {string.Join(", ", classes)}.");
        }
    }
}
