using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Stable Diffusion's U-Net: predicts noise (or velocity) from noisy latents, timestep and prompt.</summary>
public sealed class UNet2DConditionModel : Module
{
    private readonly Conv2d _convIn;
    private readonly TimestepEmbedding _timeEmbedding;
    private readonly UNetDownBlock[] _down;
    private readonly UNetMidBlock _mid;
    private readonly UNetUpBlock[] _up;
    private readonly GroupNorm _normOut;
    private readonly Conv2d _convOut;

    /// <summary>The structure; weights are read from a checkpoint afterwards.</summary>
    public UNet2DConditionModel(UNetConfig config)
        : base("", "UNet2DConditionModel")
    {
        Config = config;
        var channels = config.BlockOutChannels;
        _convIn = Add(new Conv2d("conv_in", config.InChannels, channels[0], config.ConvInKernel, padding: config.ConvInKernel / 2));
        _timeEmbedding = Add(new TimestepEmbedding("time_embedding", channels[0], 4 * channels[0], config.FlipSinToCos, config.FreqShift));
        _down = [.. Enumerable.Range(0, channels.Length).Select(i => Add(new UNetDownBlock($"down_blocks.{i}", config, i)))];
        var skips = SkipChannels(config);
        _up = [.. Enumerable.Range(0, channels.Length).Select(i => Add(new UNetUpBlock($"up_blocks.{i}", config, i, skips)))];
        _mid = Add(new UNetMidBlock("mid_block", config));
        _normOut = Add(new GroupNorm("conv_norm_out", config.NormGroups, channels[0], config.NormEps));
        _convOut = Add(new Conv2d("conv_out", channels[0], config.OutChannels, config.ConvOutKernel, padding: config.ConvOutKernel / 2));
    }

    public UNetConfig Config { get; }

    /// <summary>Recompute the activations of each resnet and transformer in backward instead of keeping them (kohya: <c>gradient_checkpointing</c>).</summary>
    public bool GradientCheckpointing { get; set; }

    /// <param name="sample">Noisy latents [n, in, h, w]; any height and width.</param>
    /// <param name="timesteps">One for all, or one a sample; 0 to 999, fractions allowed.</param>
    /// <param name="context">Prompt embeddings [n, tokens, <see cref="UNetConfig.CrossAttentionDim"/>].</param>
    /// <returns>The prediction [n, out, h, w].</returns>
    public Tensor Forward(Tensor sample, ReadOnlySpan<float> timesteps, Tensor context)
    {
        var n = sample.Size(0);
        if (timesteps.Length != n && timesteps.Length != 1)
        {
            throw new ArgumentException($"{timesteps.Length} timesteps for {n} samples.", nameof(timesteps));
        }

        Span<float> each = new float[n];
        for (var i = 0; i < n; i++)
        {
            each[i] = timesteps[timesteps.Length == 1 ? 0 : i];
        }

        var time = _timeEmbedding.Forward(sample.Runtime, each);
        var inputs = new BlockInputs(time.Silu(), context, GradientCheckpointing && sample.Runtime.GradEnabled);
        var x = _convIn.Forward(Config.CenterInputSample ? sample.Affine(2, -1) : sample);
        var skips = new Stack<Tensor>([x]);
        foreach (var block in _down)
        {
            x = block.Forward(x, inputs, skips);
        }

        x = _mid.Forward(x, inputs);
        foreach (var block in _up)
        {
            x = block.Forward(x, inputs, skips);
        }

        return Seen(_convOut.Forward(_normOut.ForwardSilu(x)));
    }

    /// <summary>Channels of the outputs kept on the way down: the first convolution, every layer, every downsampler.</summary>
    private static Stack<int> SkipChannels(UNetConfig config)
    {
        var skips = new Stack<int>([config.BlockOutChannels[0]]);
        for (var i = 0; i < config.BlockOutChannels.Length; i++)
        {
            var outputs = config.LayersPerBlock[i] + (i < config.BlockOutChannels.Length - 1 ? 1 : 0);
            for (var k = 0; k < outputs; k++)
            {
                skips.Push(config.BlockOutChannels[i]);
            }
        }

        return skips;
    }
}
