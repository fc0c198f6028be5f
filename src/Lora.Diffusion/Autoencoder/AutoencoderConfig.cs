namespace Lora.Diffusion;

/// <summary>Sizes of an AutoencoderKL as in its config.json; lists have one entry a block, from the outermost inwards.</summary>
internal sealed record AutoencoderConfig
{
    public int InChannels { get; init; } = 3;

    public int OutChannels { get; init; } = 3;

    public int LatentChannels { get; init; } = 4;

    public required int[] BlockOutChannels { get; init; }

    public int LayersPerBlock { get; init; } = 1;

    public int NormGroups { get; init; } = 32;

    /// <summary>Latents are multiplied by this for the U-Net, so that their variance is about 1.</summary>
    public double ScalingFactor { get; init; } = 0.18215;

    public bool MidBlockAttention { get; init; } = true;

    public bool UseQuantConv { get; init; } = true;

    public bool UsePostQuantConv { get; init; } = true;

    /// <summary>Pixels a side of one latent pixel: 8 with four blocks.</summary>
    public int Downscale => 1 << (BlockOutChannels.Length - 1);

    /// <exception cref="CheckpointException">The file is broken, or asks for something that is not supported.</exception>
    internal static AutoencoderConfig Read(ModelFile file) => From(new ConfigReader(file));

    private static AutoencoderConfig From(ConfigReader c)
    {
        var blocks = c.Count("block_out_channels");
        var config = new AutoencoderConfig
        {
            InChannels = c.Int("in_channels", 3),
            OutChannels = c.Int("out_channels", 3),
            LatentChannels = c.Int("latent_channels", 4),
            BlockOutChannels = c.Ints("block_out_channels", blocks),
            LayersPerBlock = c.Int("layers_per_block", 1, max: 100),
            NormGroups = c.Int("norm_num_groups", 32),
            ScalingFactor = c.Number("scaling_factor", 0.18215),
            MidBlockAttention = c.Flag("mid_block_add_attention", true),
            UseQuantConv = c.Flag("use_quant_conv", true),
            UsePostQuantConv = c.Flag("use_post_quant_conv", true),
        };

        c.Names("down_block_types", blocks, "DownEncoderBlock2D");
        c.Names("up_block_types", blocks, "UpDecoderBlock2D");
        c.OneOf("act_fn", "silu", "swish");

        // computed in fp32 anyway; the size the model was trained on does not matter
        c.Ignore("force_upcast", "sample_size");
        c.ExpectNothingElse();
        var odd = Array.Find(config.BlockOutChannels, channels => channels % config.NormGroups != 0);
        return odd == 0 ? config : throw c.Error("block_out_channels", $"has {odd}, which norm_num_groups ({config.NormGroups}) does not divide.");
    }
}
