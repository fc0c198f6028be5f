using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>A text encoder in a single file.</summary>
/// <param name="Part">Which one.</param>
/// <param name="Kind">In whose names it is written.</param>
/// <param name="Prefix">Before every name.</param>
internal sealed record LdmTextEncoder(ModelPart Part, TextEncoderKind Kind, string Prefix);

/// <summary>Which part of a model lies under which names in a single file of Stability's layout.</summary>
internal sealed class LdmLayout
{
    public const string Unet = "model.diffusion_model.";
    public const string Vae = "first_stage_model.";

    private static readonly LdmTextEncoder[] Known =
    [
        new(ModelPart.TextEncoder, TextEncoderKind.Clip, "cond_stage_model.transformer."),
        new(ModelPart.TextEncoder, TextEncoderKind.OpenClip, "cond_stage_model.model."),
        new(ModelPart.TextEncoder, TextEncoderKind.Clip, "conditioner.embedders.0.transformer."),
        new(ModelPart.TextEncoder, TextEncoderKind.OpenClip, "conditioner.embedders.0.model."),
        new(ModelPart.TextEncoder2, TextEncoderKind.OpenClip, "conditioner.embedders.1.model."),
    ];

    public LdmLayout(CheckpointKeys keys)
    {
        Keys = keys;
        HasUnet = keys.HasAny(Unet);
        HasVae = keys.HasAny(Vae);
        TextEncoders = [.. Known.Where(row => keys.HasAny(row.Prefix))];
    }

    public CheckpointKeys Keys { get; }

    public bool HasUnet { get; }

    public bool HasVae { get; }

    /// <summary>In the order of the parts.</summary>
    public IReadOnlyList<LdmTextEncoder> TextEncoders { get; }

    public ModelTraits Traits => new(
        HasUnet ? Keys.Size($"{Unet}input_blocks.0.0.weight", 1) : 4,
        [.. TextEncoders.Select(encoder => encoder.Kind)],
        Keys.HasAny($"{Unet}label_emb."));

    /// <summary>The text encoder of a part; null where the file has none.</summary>
    public LdmTextEncoder? TextEncoder(ModelPart part) => TextEncoders.FirstOrDefault(encoder => encoder.Part == part);
}
