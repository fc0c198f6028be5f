using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>Stable Diffusion 1.x: one CLIP text encoder, a U-Net that attends to it, an autoencoder of four latent planes.</summary>
internal sealed class StableDiffusion1Family : IModelFamily
{
    private static readonly (ModelPart Part, string[] Classes)[] Classes =
    [
        (ModelPart.Unet, ["UNet2DConditionModel"]),
        (ModelPart.Vae, ["AutoencoderKL"]),
        (ModelPart.TextEncoder, ["CLIPTextModel"]),
        (ModelPart.Tokenizer, ["CLIPTokenizer", "CLIPTokenizerFast"]),
    ];

    public string Name => "sd1";

    public string DisplayName => "Stable Diffusion 1.x";

    public IReadOnlyList<ModelPart> Parts { get; } = [.. Classes.Select(row => row.Part), ModelPart.Scheduler];

    public bool Recognizes(IWeightSource source) => source.Pipeline == "StableDiffusionPipeline";

    public IDiffusionModel Open(IWeightSource source, TensorRuntime runtime, DType? storage = null)
    {
        foreach (var (part, classes) in Classes)
        {
            var found = source.ClassOf(part) ?? throw new CheckpointException(source.IndexFile, $"'{part}' is missing: the model has no such part.");
            if (!classes.Contains(found, StringComparer.Ordinal))
            {
                throw new CheckpointException(source.IndexFile, $"'{part}' is a {found}; understood: {string.Join(", ", classes)}.");
            }
        }

        return new StableDiffusion1Model(this, source, runtime, storage);
    }
}
