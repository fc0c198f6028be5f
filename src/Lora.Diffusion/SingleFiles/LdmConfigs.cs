using System.Text.Json.Nodes;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>
/// The configs that a single file lacks, from its tensors' shapes. What no shape shows (heads, groups of norms, activations, the latents' scale) is as in the
/// published models: eight heads in Stable Diffusion 1.x, heads of 64 channels after it.
/// </summary>
/// <param name="layout">Which part lies where.</param>
internal sealed class LdmConfigs(LdmLayout layout)
{
    private const int NormGroups = 32;
    private const int HeadWidth = 64;
    private const int HeadsOfFirst = 8;

    private readonly CheckpointKeys _keys = layout.Keys;

    /// <summary>As <c>unet/config.json</c>.</summary>
    /// <exception cref="CheckpointException">The tensors are no U-Net of this kind.</exception>
    public JsonObject Unet()
    {
        var levels = Levels();
        var middle = _keys.Count(LdmLayout.Unet + "middle_block.1.transformer_blocks.");
        var channels = levels.Select(level => level.Channels).ToArray();
        Refuse(channels, "unet");
        var attention = levels.First(level => level.Depth > 0).Attention;
        var config = new JsonObject
        {
            ["in_channels"] = _keys.Size(LdmLayout.Unet + "input_blocks.0.0.weight", 1),
            ["out_channels"] = _keys.Size(LdmLayout.Unet + "out.2.weight", 0),
            ["block_out_channels"] = Array(channels),
            ["down_block_types"] = new JsonArray([.. levels.Select(level => (JsonNode)(level.Depth > 0 ? "CrossAttnDownBlock2D" : "DownBlock2D"))]),
            ["up_block_types"] = new JsonArray([.. levels.Reverse().Select(level => (JsonNode)(level.Depth > 0 ? "CrossAttnUpBlock2D" : "UpBlock2D"))]),
            ["layers_per_block"] = Array(levels.Select(level => level.Layers)),
            // the middle block is as deep as the last, which has attention of its own or none
            ["transformer_layers_per_block"] = Array(levels.Select((level, i) => i == levels.Length - 1 ? middle : Math.Max(1, level.Depth))),
            ["attention_head_dim"] = Array(channels.Select(Heads)),
            ["cross_attention_dim"] = _keys.Size($"{attention}transformer_blocks.0.attn2.to_k.weight", 1),
            ["use_linear_projection"] = _keys.Rank($"{attention}proj_in.weight") == 2,
            ["norm_num_groups"] = NormGroups,
        };
        if (layout.Traits.HasSizes)
        {
            var width = _keys.Size(LdmLayout.Unet + "label_emb.0.0.weight", 1);
            var pooled = layout.TextEncoder(ModelPart.TextEncoder2) is { } encoder ? LdmTextNames.ProjectionWidth(_keys, encoder) : 0;
            config["addition_embed_type"] = "text_time";
            config["projection_class_embeddings_input_dim"] = width;
            config["addition_time_embed_dim"] = Math.Max(1, (width - pooled) / UNetConfig.SizesPerPicture);
        }

        return config;
    }

    /// <summary>As <c>vae/config.json</c>.</summary>
    /// <param name="prefix">Before the autoencoder's names.</param>
    /// <exception cref="CheckpointException">The tensors are no autoencoder of this kind.</exception>
    public JsonObject Vae(string prefix = LdmLayout.Vae)
    {
        var channels = VaeChannels(prefix);
        Refuse(channels, "vae");
        return new JsonObject
        {
            ["in_channels"] = _keys.Size(prefix + "encoder.conv_in.weight", 1),
            ["out_channels"] = _keys.Size(prefix + "decoder.conv_out.weight", 0),
            ["latent_channels"] = _keys.Size(prefix + "decoder.conv_in.weight", 1),
            ["block_out_channels"] = Array(channels),
            ["down_block_types"] = new JsonArray([.. channels.Select(_ => (JsonNode)"DownEncoderBlock2D")]),
            ["up_block_types"] = new JsonArray([.. channels.Select(_ => (JsonNode)"UpDecoderBlock2D")]),
            ["layers_per_block"] = _keys.Count(prefix + "encoder.down.0.block."),
            ["norm_num_groups"] = NormGroups,
            ["mid_block_add_attention"] = _keys.HasAny(prefix + "encoder.mid.attn_1."),
            ["use_quant_conv"] = _keys.Has(prefix + "quant_conv.weight"),
            ["use_post_quant_conv"] = _keys.Has(prefix + "post_quant_conv.weight"),
            ["scaling_factor"] = layout.Traits.HasSizes ? 0.13025 : 0.18215,
        };
    }

    /// <summary>Channels of the autoencoder's blocks, from the outermost inwards.</summary>
    public int[] VaeChannels(string prefix) =>
    [
        .. Enumerable.Range(0, _keys.Count(prefix + "encoder.down.")).Select(block => _keys.Size($"{prefix}encoder.down.{block}.block.0.conv1.weight", 0)),
    ];

    /// <summary>As <c>text_encoder/config.json</c>.</summary>
    /// <exception cref="CheckpointException">The tensors are no text encoder of this kind.</exception>
    public JsonObject TextEncoder(LdmTextEncoder encoder)
    {
        var isClip = encoder.Kind == TextEncoderKind.Clip;
        string At(string name) => LdmTextNames.Of(_keys, encoder, name).Key;
        var width = LdmTextNames.Width(_keys, encoder);
        var layers = _keys.Count(isClip ? At("text_model.encoder.layers.0.layer_norm1.weight")[..^"0.layer_norm1.weight".Length]
            : encoder.Prefix + "transformer.resblocks.");
        return new JsonObject
        {
            ["model_type"] = "clip_text_model",
            ["vocab_size"] = _keys.Size(At("text_model.embeddings.token_embedding.weight"), 0),
            ["hidden_size"] = width,
            ["intermediate_size"] = _keys.Size(At("text_model.encoder.layers.0.mlp.fc1.weight"), 0),
            // Stable Diffusion 2.x is conditioned on the last layer but one, which the final norm follows: the last one is no part of the model
            ["num_hidden_layers"] = encoder.Kind == TextEncoderKind.OpenClip && encoder.Part == ModelPart.TextEncoder ? layers - 1 : layers,
            ["num_attention_heads"] = Math.Max(1, width / HeadWidth),
            ["max_position_embeddings"] = _keys.Size(At("text_model.embeddings.position_embedding.weight"), 0),
            ["hidden_act"] = isClip ? "quick_gelu" : "gelu",
            ["projection_dim"] = LdmTextNames.ProjectionWidth(_keys, encoder),
        };
    }

    private int Heads(int channels) => layout.TextEncoders is [{ Kind: TextEncoderKind.Clip }] ? HeadsOfFirst : Math.Max(1, channels / HeadWidth);

    /// <summary>Walks the numbered blocks: each is a layer or, at the end of a level, a downsampler.</summary>
    private Level[] Levels()
    {
        var levels = new List<Level>();
        var current = new Level(0, 0, 0, "");
        for (var i = 1; i < _keys.Count(LdmLayout.Unet + "input_blocks."); i++)
        {
            var block = $"{LdmLayout.Unet}input_blocks.{i}.";
            if (_keys.Has(block + "0.op.weight"))
            {
                levels.Add(current);
                current = new Level(0, 0, 0, "");
                continue;
            }

            var channels = _keys.Size(block + "0.out_layers.3.weight", 0);
            current = new Level(channels, current.Layers + 1, _keys.Count(block + "1.transformer_blocks."), block + "1.");
        }

        levels.Add(current);
        return levels.All(level => level.Layers > 0) && levels.Any(level => level.Depth > 0) ? [.. levels]
            : throw new CheckpointException(_keys.Path, "its U-Net is built otherwise than those of Stable Diffusion.");
    }

    private void Refuse(int[] channels, string part)
    {
        if (channels.Length == 0 || channels.Any(count => count % NormGroups != 0))
        {
            throw new CheckpointException(_keys.Path,
                $"its {part} has {string.Join(", ", channels)} channels, like no published model: what a single file does not say of it cannot be guessed. "
                + "Name a folder with its configs in BaseModelConfig.")
            { SaysWhatToDo = true };
        }
    }

    private static JsonArray Array(IEnumerable<int> values) => new([.. values.Select(value => (JsonNode)value)]);

    private readonly record struct Level(int Channels, int Layers, int Depth, string Attention);
}
