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

    public static ModelPart Tokenizer { get; } = new("tokenizer");

    /// <summary>The noise schedule; it carries model_index.json too, which says what the parts are.</summary>
    public static ModelPart Scheduler { get; } = new("scheduler");

    /// <summary>Every part that some family has.</summary>
    public static IReadOnlyList<ModelPart> All { get; } = [Unet, Vae, TextEncoder, Tokenizer, Scheduler];

    public override string ToString() => Name;
}
