using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>What every block of one forward pass shares.</summary>
/// <param name="ActivatedTime">SiLU of the time embedding [n, width].</param>
/// <param name="Context">Prompt embedding [n, tokens, width].</param>
/// <param name="Checkpointing">Recompute activations in backward instead of keeping them.</param>
internal readonly record struct BlockInputs(Tensor ActivatedTime, Tensor Context, bool Checkpointing);

/// <summary>Resnets, each followed by a transformer where the block has attention.</summary>
internal abstract class UNetBlock(string path, string className) : Module(path, className)
{
    private protected Transformer2DModel[] Attentions { get; private set; } = [];

    private protected ResnetBlock2D[] Resnets { get; private set; } = [];

    /// <summary>diffusers registers the attentions before the resnets, whatever order they run in.</summary>
    private protected void AddLayers(UNetConfig config, int block, int attentions, int[] inChannels)
    {
        var channels = config.BlockOutChannels[block];
        Attentions = [.. Enumerable.Range(0, attentions).Select(i => Add(new Transformer2DModel(At($"attentions.{i}"), channels, config.CrossAttentionDim,
            config.Heads[block], config.TransformerLayers[block], config.NormGroups, config.UseLinearProjection)))];
        Resnets = [.. inChannels.Select((from, i) => Add(new ResnetBlock2D(At($"resnets.{i}"), from, channels, 4 * config.BlockOutChannels[0],
            config.NormGroups, config.NormEps)))];
    }

    private protected static Tensor Run(ResnetBlock2D resnet, Tensor x, BlockInputs inputs) => inputs.Checkpointing
        ? x.Runtime.Checkpoint(t => resnet.Forward(t[0], t[1]), x, inputs.ActivatedTime)
        : resnet.Forward(x, inputs.ActivatedTime);

    private protected static Tensor Run(Transformer2DModel attention, Tensor x, BlockInputs inputs) => inputs.Checkpointing
        ? attention.ForwardCheckpointed(x, inputs.Context)
        : attention.Forward(x, inputs.Context);
}

/// <summary>A block on the way down; every layer's output is kept for the way up.</summary>
internal sealed class UNetDownBlock : UNetBlock
{
    private readonly Downsample2D? _downsampler;

    public UNetDownBlock(string path, UNetConfig config, int block)
        : base(path, config.DownAttention[block] ? "CrossAttnDownBlock2D" : "DownBlock2D")
    {
        var channels = config.BlockOutChannels[block];
        var layers = config.LayersPerBlock[block];
        var first = config.BlockOutChannels[Math.Max(0, block - 1)];
        AddLayers(config, block, config.DownAttention[block] ? layers : 0, [.. Enumerable.Range(0, layers).Select(i => i == 0 ? first : channels)]);
        var last = block == config.BlockOutChannels.Length - 1;
        _downsampler = last ? null : Add(new Downsample2D(At("downsamplers.0"), channels, config.DownsamplePadding));
    }

    public Tensor Forward(Tensor x, BlockInputs inputs, Stack<Tensor> skips)
    {
        for (var i = 0; i < Resnets.Length; i++)
        {
            x = Run(Resnets[i], x, inputs);
            x = Attentions.Length > 0 ? Run(Attentions[i], x, inputs) : x;
            skips.Push(x);
        }

        if (_downsampler is not null)
        {
            x = _downsampler.Forward(x);
            skips.Push(x);
        }

        return Seen(x);
    }
}

/// <summary>The innermost block: resnet, then transformer and resnet.</summary>
internal sealed class UNetMidBlock : UNetBlock
{
    public UNetMidBlock(string path, UNetConfig config)
        : base(path, "UNetMidBlock2DCrossAttn")
    {
        var channels = config.BlockOutChannels[^1];
        AddLayers(config, config.BlockOutChannels.Length - 1, 1, [channels, channels]);
    }

    public Tensor Forward(Tensor x, BlockInputs inputs) => Seen(Run(Resnets[1], Run(Attentions[0], Run(Resnets[0], x, inputs), inputs), inputs));
}

/// <summary>A block on the way up: every resnet takes one kept output beside its input, joined along the channels.</summary>
internal sealed class UNetUpBlock : UNetBlock
{
    private readonly Upsample2D? _upsampler;

    /// <param name="path">Path of the module.</param>
    /// <param name="config">Sizes of the whole model.</param>
    /// <param name="index">Index on the way up, innermost first.</param>
    /// <param name="skipChannels">Channels of the kept outputs; this block takes its share off the top.</param>
    public UNetUpBlock(string path, UNetConfig config, int index, Stack<int> skipChannels)
        : base(path, config.UpAttention[index] ? "CrossAttnUpBlock2D" : "UpBlock2D")
    {
        var block = config.BlockOutChannels.Length - 1 - index;
        var channels = config.BlockOutChannels[block];
        var before = config.BlockOutChannels[Math.Min(config.BlockOutChannels.Length - 1, block + 1)];
        var layers = config.LayersPerBlock[block] + 1;
        int[] inChannels = [.. Enumerable.Range(0, layers).Select(i => (i == 0 ? before : channels) + skipChannels.Pop())];
        AddLayers(config, block, config.UpAttention[index] ? layers : 0, inChannels);
        _upsampler = block == 0 ? null : Add(new Upsample2D(At("upsamplers.0"), channels));
    }

    public Tensor Forward(Tensor x, BlockInputs inputs, Stack<Tensor> skips)
    {
        for (var i = 0; i < Resnets.Length; i++)
        {
            x = Run(Resnets[i], x.Runtime.Cat([x, skips.Pop()], 1), inputs);
            x = Attentions.Length > 0 ? Run(Attentions[i], x, inputs) : x;
        }

        if (_upsampler is not null)
        {
            // the size of the next skip, which is one less than double where a side was odd on the way down
            x = _upsampler.Forward(x, (skips.Peek().Size(2), skips.Peek().Size(3)));
        }

        return Seen(x);
    }
}
