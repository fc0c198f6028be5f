namespace Lora.Diffusion;

/// <summary>Sizes of a Stable Diffusion U-Net as in its config.json; lists have one entry a block, from the outermost inwards.</summary>
public sealed record UNetConfig
{
    public int InChannels { get; init; } = 4;

    public int OutChannels { get; init; } = 4;

    public required int[] BlockOutChannels { get; init; }

    /// <summary>Whether each down block has attention.</summary>
    public required bool[] DownAttention { get; init; }

    /// <summary>Whether each up block, innermost first, has attention.</summary>
    public required bool[] UpAttention { get; init; }

    public required int[] LayersPerBlock { get; init; }

    public required int[] TransformerLayers { get; init; }

    /// <summary>Number of heads a block. The config's <c>attention_head_dim</c> has meant this since the first release, whatever it is called.</summary>
    public required int[] Heads { get; init; }

    public required int CrossAttentionDim { get; init; }

    public int NormGroups { get; init; } = 32;

    public double NormEps { get; init; } = 1e-5;

    /// <summary>Projections around the transformer blocks are linear layers on tokens instead of 1x1 convolutions.</summary>
    public bool UseLinearProjection { get; init; }

    public bool FlipSinToCos { get; init; } = true;

    public double FreqShift { get; init; }

    /// <summary>The input is mapped to 2x - 1 first.</summary>
    public bool CenterInputSample { get; init; }

    public int ConvInKernel { get; init; } = 3;

    public int ConvOutKernel { get; init; } = 3;

    public int DownsamplePadding { get; init; } = 1;

    /// <summary>Side of the latents that the model was made for.</summary>
    public int SampleSize { get; init; } = 64;

    /// <summary>It is conditioned on a pooled text and on sizes too: Stable Diffusion XL's <c>text_time</c>.</summary>
    public bool TakesSizes => SizeChannels > 0;

    /// <summary>Sinusoids of one size; 0 where sizes are not taken.</summary>
    public int SizeChannels { get; init; }

    /// <summary>Width of pooled text and all sizes together.</summary>
    public int AddedWidth { get; init; }

    /// <summary>Original height and width, crop from top and left, target height and width.</summary>
    public const int SizesPerPicture = 6;

    /// <exception cref="CheckpointException">The file is broken, or asks for something that is not supported.</exception>
    internal static UNetConfig Read(ModelFile file) => From(new ConfigReader(file));

    private static UNetConfig From(ConfigReader c)
    {
        var blocks = c.Count("block_out_channels");
        var heads = c.Has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim";
        var config = new UNetConfig
        {
            InChannels = c.Int("in_channels", 4),
            OutChannels = c.Int("out_channels", 4),
            BlockOutChannels = c.Ints("block_out_channels", blocks),
            DownAttention = Array.ConvertAll(c.Names("down_block_types", blocks, "CrossAttnDownBlock2D", "DownBlock2D"), HasAttention),
            UpAttention = Array.ConvertAll(c.Names("up_block_types", blocks, "CrossAttnUpBlock2D", "UpBlock2D"), HasAttention),
            LayersPerBlock = c.Ints("layers_per_block", blocks, 2),
            TransformerLayers = c.Ints("transformer_layers_per_block", blocks, 1),
            Heads = c.Ints(heads, blocks, 8),
            CrossAttentionDim = c.Int("cross_attention_dim", 1280),
            NormGroups = c.Int("norm_num_groups", 32),
            NormEps = c.Number("norm_eps", 1e-5),
            UseLinearProjection = c.Flag("use_linear_projection", false),
            FlipSinToCos = c.Flag("flip_sin_to_cos", true),
            FreqShift = c.Number("freq_shift", 0),
            CenterInputSample = c.Flag("center_input_sample", false),
            ConvInKernel = c.Int("conv_in_kernel", 3, max: 31),
            ConvOutKernel = c.Int("conv_out_kernel", 3, max: 31),
            DownsamplePadding = c.Int("downsample_padding", 1, 0, 1),
            SampleSize = SampleSizeOf(c),
            SizeChannels = c.Has("addition_embed_type") ? c.Int("addition_time_embed_dim", 256) : 0,
            AddedWidth = c.Has("addition_embed_type") ? c.Int("projection_class_embeddings_input_dim") : 0,
        };

        if (config.TakesSizes)
        {
            c.OneOf("addition_embed_type", "text_time");
        }

        c.OneOf("act_fn", "silu", "swish");
        c.OneOf("mid_block_type", "UNetMidBlock2DCrossAttn");
        c.OneOf("resnet_time_scale_shift", "default");
        c.OneOf("time_embedding_type", "positional");
        c.OneOf("attention_type", "default");
        c.Only("mid_block_scale_factor", 1);
        c.Only("resnet_out_scale_factor", 1);
        c.Only("time_embedding_dim", 4 * config.BlockOutChannels[0]);

        // computed in fp32 anyway; used in training from scratch only; used with other keys only
        c.Ignore("upcast_attention", "dropout", "addition_embed_type_num_heads", "attention_head_dim",
            "addition_time_embed_dim", "projection_class_embeddings_input_dim");
        c.ExpectNothingElse();
        config.Check(c, heads);
        return config;
    }

    private static bool HasAttention(string blockType) => blockType.StartsWith("CrossAttn", StringComparison.Ordinal);

    private static int SampleSizeOf(ConfigReader c) => c.Find("sample_size") is { ValueKind: System.Text.Json.JsonValueKind.Array }
        ? c.Ints("sample_size", 2)[0] : c.Int("sample_size", 64);

    private void Check(ConfigReader c, string heads)
    {
        for (var i = 0; i < BlockOutChannels.Length; i++)
        {
            if (BlockOutChannels[i] % NormGroups != 0)
            {
                throw c.Error("block_out_channels", $"has {BlockOutChannels[i]}, which norm_num_groups ({NormGroups}) does not divide.");
            }

            if (BlockOutChannels[i] % Heads[i] != 0)
            {
                throw c.Error(heads, $"has {Heads[i]}, which does not divide the block's {BlockOutChannels[i]} channels.");
            }
        }

        if (TakesSizes && AddedWidth <= SizesPerPicture * SizeChannels)
        {
            throw c.Error("projection_class_embeddings_input_dim", $"is {AddedWidth}, which has no room for a text beside {SizesPerPicture} sizes.");
        }

        if (ConvInKernel % 2 == 0 || ConvOutKernel % 2 == 0)
        {
            throw c.Error(ConvInKernel % 2 == 0 ? "conv_in_kernel" : "conv_out_kernel", "must be odd.");
        }
    }
}
