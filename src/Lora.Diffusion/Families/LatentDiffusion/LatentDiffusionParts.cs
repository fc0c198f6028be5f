using Lora.Diffusion.Schedules;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>What tells one family of latent diffusion models from another: the rest is <see cref="LatentDiffusionModel"/>.</summary>
internal sealed record LatentDiffusionParts
{
    /// <summary>In the order of a LoRA's file.</summary>
    public required IReadOnlyList<TextPart> TextEncoders { get; init; }

    /// <summary>Joins the text encoders to one conditioner.</summary>
    public required Func<TensorRuntime, IReadOnlyList<TextTower>, ITextConditioner> Conditioner { get; init; }

    /// <summary>The U-Net's layers that adapters are laid over.</summary>
    public required Func<UNet2DConditionModel, AdapterTargetGroup> UnetTargets { get; init; }

    /// <summary>What a LoRA says about its base.</summary>
    public required Func<PredictionType, ModelMetadata> Metadata { get; init; }

    /// <summary>The schedule where the model's files hold none.</summary>
    public ScheduleConfig Schedule { get; init; } = ScheduleConfig.StableDiffusion;
}

/// <summary>A text encoder of a family.</summary>
/// <param name="Encoder">Its part.</param>
/// <param name="Tokenizer">The part that its ids come from.</param>
/// <param name="Prefix">kohya's first words of its adapters' names.</param>
/// <param name="HasProjection">Its pooled state is projected.</param>
internal sealed record TextPart(ModelPart Encoder, ModelPart Tokenizer, string Prefix, bool HasProjection = false);

/// <summary>A text encoder of an opened model with its tokenizer; both are read when they are first needed.</summary>
/// <param name="part">What they are.</param>
/// <param name="encoder">The encoder.</param>
/// <param name="tokenizer">Reads the tokenizer.</param>
internal sealed class TextTower(TextPart part, LoadedPart<ClipTextEncoder> encoder, Func<ClipTokenizer> tokenizer)
{
    public TextPart Part => part;

    public LoadedPart<ClipTextEncoder> Encoder => encoder;

    public ClipTokenizer Tokenizer => field ??= tokenizer();
}
