namespace Lora.Vocabulary;

/// <summary>
/// A part of a base model: a folder of its own in diffusers' layout, with a hash of its own in the keys of the stages that read it, so that another U-Net
/// does not
/// make the latents again.
/// </summary>
public sealed record ModelPart
{
    private ModelPart(string name) => Name = name;

    /// <summary>diffusers' name of the part's folder.</summary>
    public string Name { get; }

    public static ModelPart Unet { get; } = new("unet");

    public static ModelPart Vae { get; } = new("vae");

    public static ModelPart TextEncoder { get; } = new("text_encoder");

    /// <summary>The second text encoder of Stable Diffusion XL.</summary>
    public static ModelPart TextEncoder2 { get; } = new("text_encoder_2");

    public static ModelPart Tokenizer { get; } = new("tokenizer");

    public static ModelPart Tokenizer2 { get; } = new("tokenizer_2");

    /// <summary>The noise schedule; it carries model_index.json too, which says what the parts are.</summary>
    public static ModelPart Scheduler { get; } = new("scheduler");

    /// <summary>Every part that some family has.</summary>
    public static IReadOnlyList<ModelPart> All { get; } = [Unet, Vae, TextEncoder, TextEncoder2, Tokenizer, Tokenizer2, Scheduler];

    /// <summary>What texts are encoded with.</summary>
    public static IReadOnlyList<ModelPart> OfText { get; } = [TextEncoder, TextEncoder2, Tokenizer, Tokenizer2];

    public override string ToString() => Name;
}
