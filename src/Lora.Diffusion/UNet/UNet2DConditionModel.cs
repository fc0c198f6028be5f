using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Stable Diffusion's U-Net: predicts noise (or velocity) from noisy latents, timestep and prompt.</summary>
public sealed class UNet2DConditionModel : Module
{
    private readonly Conv2d _convIn;
    private readonly Sinusoids _timeSinusoids;
    private readonly TimestepEmbedding _timeEmbedding;
    private readonly AddedConditions? _added;
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
        _timeSinusoids = new Sinusoids(channels[0], config.FlipSinToCos, config.FreqShift);
        _timeEmbedding = Add(new TimestepEmbedding("time_embedding", channels[0], 4 * channels[0]));
        _added = config.TakesSizes ? new AddedConditions(config, Add(new TimestepEmbedding("add_embedding", config.AddedWidth, 4 * channels[0]))) : null;
        _down = [.. Enumerable.Range(0, channels.Length).Select(i => Add(new UNetDownBlock($"down_blocks.{i}", config, i)))];
        var skips = SkipChannels(config);
        _up = [.. Enumerable.Range(0, channels.Length).Select(i => Add(new UNetUpBlock($"up_blocks.{i}", config, i, skips)))];
        _mid = Add(new UNetMidBlock("mid_block", config));
        _normOut = Add(new GroupNorm("conv_norm_out", config.NormGroups, channels[0], config.NormEps));
        _convOut = Add(new Conv2d("conv_out", channels[0], config.OutChannels, config.ConvOutKernel, padding: config.ConvOutKernel / 2));
    }

    public UNetConfig Config { get; }

    /// <summary>
    /// Recompute the activations of each resnet and transformer block in backward instead of keeping them (kohya: <c>gradient_checkpointing</c>).
    /// </summary>
    public bool GradientCheckpointing { get; set; }

    /// <summary>Sizes as <see cref="Forward"/> takes them.</summary>
    /// <param name="runtime">Where the tensor is made.</param>
    /// <param name="sizes">Row-major [n, 6]: original height and width, crop from top and left, target height and width, in pixels.</param>
    /// <exception cref="InvalidOperationException">The model takes none.</exception>
    public Tensor EmbedSizes(TensorRuntime runtime, ReadOnlySpan<float> sizes) =>
        (_added ?? throw new InvalidOperationException("This model is not conditioned on sizes.")).EmbedSizes(runtime, sizes);

    /// <param name="sample">Noisy latents [n, in, h, w]; any height and width.</param>
    /// <param name="timesteps">One for all, or one a sample; 0 to 999, fractions allowed.</param>
    /// <param name="context">Prompt embeddings [n, tokens, <see cref="UNetConfig.CrossAttentionDim"/>].</param>
    /// <param name="pooled">States of the whole prompts [n, width], where the model <see cref="UNetConfig.TakesSizes"/>.</param>
    /// <param name="sizes">What <see cref="EmbedSizes"/> gave of the pictures; there too.</param>
    /// <returns>The prediction [n, out, h, w].</returns>
    public Tensor Forward(Tensor sample, ReadOnlySpan<float> timesteps, Tensor context, Tensor? pooled = null, Tensor? sizes = null)
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

        var time = _timeEmbedding.Forward(sample.Runtime.FromFloats(_timeSinusoids.Of(each), [n, _timeSinusoids.Channels]));
        if (_added is not null)
        {
            time += pooled is null || sizes is null ? throw new ArgumentException("The model takes a pooled text and sizes.", nameof(pooled))
                : _added.Forward(pooled, sizes);
        }

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
