namespace Lora.Diffusion;

/// <summary>Kinds of model that people have and that are not trained here, told by names in their files.</summary>
internal static class ForeignModels
{
    // the first that matches; every mark has to occur in some name
    private static readonly (string Kind, string[] Marks)[] ByNames =
    [
        ("a Chroma model", ["distilled_guidance_layer."]),
        ("a Flux model", ["double_blocks.0.", "single_blocks.0."]),
        ("a Flux model", ["single_transformer_blocks.0.", "transformer_blocks.0."]),
        ("a Stable Diffusion 3 model", ["joint_blocks.0."]),
        ("a Stable Diffusion 3 model", ["transformer_blocks.0.attn.add_q_proj", "pos_embed.proj"]),
        ("a Z-Image model", ["noise_refiner.0.", "context_refiner.0.", "cap_pad_token"]),
        ("a Z-Image model", ["noise_refiner.0.", "context_refiner.0.", "x_pad_token"]),
        ("a Lumina-Image model", ["noise_refiner.0.", "context_refiner.0."]),
        ("an Anima model", ["llm_adapter.", "blocks.0."]),
        ("an Anima model", ["blocks.0.adaln_modulation_self_attn."]),
        ("a Qwen-Image model", ["transformer_blocks.0.img_mod."]),
        ("a HunyuanVideo model", ["txt_in.individual_token_refiner."]),
        ("a Wan model", ["blocks.0.cross_attn.", "patch_embedding.", "text_embedding."]),
        ("a PixArt model", ["blocks.0.scale_shift_table"]),
        ("an AuraFlow model", ["double_layers.0.", "single_layers.0."]),
        ("a Stable Cascade model", ["clip_txt_mapper."]),
        ("a Playground v2.5 model (EDM)", ["edm_mean"]),
        ("a ControlNet", ["control_model."]),
        ("a ControlNet", ["controlnet_cond_embedding."]),
        ("a LoRA", [".lora_down.weight"]),
        ("a LoRA", [".lora_A.weight"]),
        ("a LoRA (LoHa)", [".hada_w1_a"]),
        ("a LoRA (LoKr)", [".lokr_w1"]),
    ];

    // diffusers' pipelines and part classes
    private static readonly (string Kind, string[] Words)[] ByClass =
    [
        ("a Flux model", ["Flux"]),
        ("a Stable Diffusion 3 model", ["StableDiffusion3", "SD3"]),
        ("a Z-Image model", ["ZImage"]),
        ("an Anima model", ["Anima", "Cosmos"]),
        ("a Lumina-Image model", ["Lumina"]),
        ("a Qwen-Image model", ["QwenImage"]),
        ("a Chroma model", ["Chroma"]),
        ("an inpainting model", ["Inpaint"]),
        ("a model that edits pictures (InstructPix2Pix)", ["InstructPix2Pix"]),
        ("a depth-to-image model", ["Depth2Img"]),
        ("an upscaler", ["Upscale"]),
    ];

    /// <summary>The kind with its article; null where the names show none of them.</summary>
    public static string? OfNames(IReadOnlyCollection<string> names) =>
        ByNames.FirstOrDefault(row => row.Marks.All(mark => names.Any(name => name.Contains(mark, StringComparison.Ordinal)))).Kind;

    /// <summary>The kind with its article, from diffusers' name of a pipeline or a part's class; null where it is none of them.</summary>
    public static string? OfClass(string name) =>
        ByClass.FirstOrDefault(row => row.Words.Any(word => name.Contains(word, StringComparison.Ordinal))).Kind;
}
