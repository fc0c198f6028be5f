using System.Text;

namespace Lora.Diffusion.Tests;

/// <summary>The sizes of Stable Diffusion 1.5 as released, in the form of its config files.</summary>
internal static class RealConfigs
{
    public const string UNet = """
        { "_class_name": "UNet2DConditionModel", "_diffusers_version": "0.6.0", "act_fn": "silu", "attention_head_dim": 8,
          "block_out_channels": [320, 640, 1280, 1280], "center_input_sample": false, "cross_attention_dim": 768,
          "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"], "downsample_padding": 1,
          "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 4, "layers_per_block": 2, "mid_block_scale_factor": 1, "norm_eps": 1e-05,
          "norm_num_groups": 32, "out_channels": 4, "sample_size": 64,
          "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"] }
        """;

    public const string Vae = """
        { "_class_name": "AutoencoderKL", "act_fn": "silu", "block_out_channels": [128, 256, 512, 512],
          "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"], "in_channels": 3, "latent_channels": 4,
          "layers_per_block": 2, "norm_num_groups": 32, "out_channels": 3, "sample_size": 512,
          "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"] }
        """;

    public const string TextEncoder = """
        { "architectures": ["CLIPTextModel"], "attention_dropout": 0.0, "bos_token_id": 0, "dropout": 0.0, "eos_token_id": 2, "hidden_act": "quick_gelu",
          "hidden_size": 768, "initializer_factor": 1.0, "initializer_range": 0.02, "intermediate_size": 3072, "layer_norm_eps": 1e-05,
          "max_position_embeddings": 77, "model_type": "clip_text_model", "num_attention_heads": 12, "num_hidden_layers": 12, "pad_token_id": 1,
          "projection_dim": 768, "torch_dtype": "float32", "transformers_version": "4.22.0.dev0", "vocab_size": 49408 }
        """;
}

/// <summary>Configs and tokenizers from where the tests have them.</summary>
internal static class Given
{
    public static UNetConfig UNet(string json, string file = "unet/config.json") => UNetConfig.Read(FileOf(json, file));

    public static AutoencoderConfig Vae(string json, string file = "vae/config.json") => AutoencoderConfig.Read(FileOf(json, file));

    public static ClipTextConfig TextEncoder(string json, string file = "text_encoder/config.json") => ClipTextConfig.Read(FileOf(json, file));

    /// <summary>The tokenizer of a folder.</summary>
    public static ClipTokenizer Tokenizer(string folder, string? padToken = null) => ClipTokenizer.Load(
        name => File.Exists(Path.Combine(folder, name)) ? ModelFile.Read(Path.Combine(folder, name)) : null, folder, padToken);

    private static ModelFile FileOf(string json, string name) => new(name, Encoding.UTF8.GetBytes(json));
}
